// The follow button: what it says, and what a press of it asks of home.
import { element, meta, text } from './element.js';
import { accountWithId, importRelationships, post, relationshipOf } from './store.js';

/** A button with the classes of its version; `update(account)` says whose it is. */
export function followButton(notation) {
  const node = element(notation, { type: 'button' });
  let account = null;
  node.addEventListener('click', () => {
    if (account && meta.me && account.id !== meta.me && relationshipOf(account.id)) press(account.id);
  });
  return {
    node,
    update: (next) => {
      account = next;
      const relationship = relationshipOf(account.id);
      const label = labelOf(relationship);
      // A text that stays is left alone: nothing is to be seen of an update without news.
      if (node.textContent !== label) node.textContent = label;
      node.classList.toggle('button--destructive', isPressed(relationship));
    },
  };

  function labelOf(relationship) {
    if (account.id === meta.me) return text('Edit profile');
    if (relationship?.following) return text('Unfollow');
    if (relationship?.requested) return text('Cancel follow');
    return text(relationship?.followed_by ? 'Follow back' : 'Follow');
  }
}

function isPressed(relationship) {
  return Boolean(relationship?.following || relationship?.requested);
}

// The store has it at once, and is put right by the answer.
async function press(id) {
  const before = relationshipOf(id);
  const follows = !isPressed(before);
  const locked = accountWithId(id).locked;
  importRelationships([{ ...before, following: follows && !locked, requested: follows && locked }]);
  const told = follows
    ? await post(`/api/v1/accounts/${id}/follow`, { reblogs: true })
    : await post(`/api/v1/accounts/${id}/unfollow`);
  importRelationships([told ?? before]);
}
