// What the page knows of accounts, and how it asks its own server.
import { meta, state } from './element.js';

const accounts = new Map(Object.entries(state.accounts));
const listeners = new Set();
const relationships = new Map();
const relationListeners = new Set();
// What getState() gives: another object after every import, as reducers make it.
let snapshot = { accounts: new Map(accounts) };

export function accountOf(acct) {
  const wanted = acct.toLowerCase();
  for (const account of accounts.values()) {
    if (account.acct.toLowerCase() === wanted) return account;
  }
  return undefined;
}

export function accountWithId(id) {
  return accounts.get(id);
}

export function importAccounts(list) {
  for (const account of list) {
    // What a normaliser touches must be there, as in the real one.
    account.emojis.forEach(() => {});
    account.fields.forEach((field) => field.name.length);
    account.acct.toLowerCase();
    accounts.set(account.id, account);
    if (account.moved) accounts.set(account.moved.id, account.moved);
  }
  snapshot = { accounts: new Map(accounts) };
  for (const listener of listeners) listener(list);
}

/** Calls `listener(accounts)` after every import, until the returned function is called. */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function relationshipOf(id) {
  return relationships.get(id);
}

export function importRelationships(list) {
  for (const relationship of list) relationships.set(relationship.id, relationship);
  for (const listener of relationListeners) listener(list);
}

/** Calls `listener(relationships)` after every import, until the returned function is called. */
export function subscribeToRelationships(listener) {
  relationListeners.add(listener);
  return () => relationListeners.delete(listener);
}

/** JSON from the home's API; `undefined` for any status but 200. */
export function ask(path) {
  return request(path, {});
}

/** What the home's API answers to JSON; `undefined` for any status but 200. */
export function post(path, body) {
  const isEmpty = body === undefined;
  return request(path, { method: 'POST', body: isEmpty ? undefined : JSON.stringify(body) }, isEmpty ? {} : { 'Content-Type': 'application/json' });
}

async function request(path, options, more = {}) {
  const headers = { Accept: 'application/json, text/plain, */*', ...more };
  if (meta.access_token) headers.Authorization = `Bearer ${meta.access_token}`;
  try {
    const response = await fetch(path, { ...options, headers });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined; // The page was left, or the home is down.
  }
}

/** Makes the store reachable as React makes it: through the fibers of the root. */
export function exposeOn(root) {
  const store = {
    getState: () => snapshot,
    dispatch: (action) => {
      if (action.type === 'accounts/importAccounts') importAccounts(action.payload.accounts);
      return action;
    },
  };
  const fiber = { memoizedProps: { store }, child: null, sibling: null };
  const outer = { memoizedProps: {}, child: { memoizedProps: { children: [] }, child: fiber, sibling: null }, sibling: null };
  const key = `__reactContainer$${Math.random().toString(36).slice(2)}`;
  root[key] = { memoizedProps: null, child: null, stateNode: { current: outer } };
}
