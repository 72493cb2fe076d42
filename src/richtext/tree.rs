//! HTML as a tree in one arena.
//!
//! Nodes are numbers into one `Vec`, so that neither a walk nor a drop recurses, however deep
//! the input nests. A removed node stays in the arena, without a parent.

/// A node's number in its [`Tree`].
pub(crate) type Id = usize;

/// What a node is.
#[derive(Debug)]
pub(crate) enum Data {
    /// The document, or a piece of it that hangs nowhere.
    Root,
    /// Text; `append_text` keeps two of them from standing side by side.
    Text(String),
    /// An element.
    Element(Element),
    /// A comment, a processing instruction or a doctype, of which nothing is kept.
    Comment,
}

/// An element's name and attributes, as parsed.
#[derive(Debug, Default, Clone)]
pub(crate) struct Element {
    /// Local name: lower case in HTML, adjusted in SVG.
    pub name: String,
    /// Qualified names with values, in source order.
    pub attributes: Vec<(String, String)>,
}

impl Element {
    /// An element without attributes.
    pub(crate) fn new(name: &str) -> Element {
        Element {
            name: name.to_owned(),
            attributes: Vec::new(),
        }
    }

    /// The value of an attribute, by its exact name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Sets an attribute where it stands, or as the last one.
    pub(crate) fn set_attribute(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some(attribute) => attribute.1 = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }
}

impl Element {
    /// Removes an attribute, if it is there.
    pub(crate) fn remove_attribute(&mut self, name: &str) {
        self.attributes.retain(|(known, _)| known != name);
    }
}

#[derive(Debug)]
struct Entry {
    data: Data,
    parent: Option<Id>,
    previous: Option<Id>,
    next: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
}

/// A step of a [`Tree::walk`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A node before its children.
    Enter(Id),
    /// A node after its children.
    Leave(Id),
}

/// An arena of nodes; node 0 is the document. An unknown number reads as a childless comment
/// and is otherwise ignored.
#[derive(Debug)]
pub(crate) struct Tree {
    entries: Vec<Entry>,
}

impl Tree {
    /// The document's number.
    pub(crate) const DOCUMENT: Id = 0;

    /// An empty document.
    pub(crate) fn new() -> Tree {
        let mut tree = Tree {
            entries: Vec::new(),
        };
        tree.create(Data::Root);
        tree
    }

    /// A new node that hangs nowhere yet.
    pub(crate) fn create(&mut self, data: Data) -> Id {
        self.entries.push(Entry {
            data,
            parent: None,
            previous: None,
            next: None,
            first: None,
            last: None,
        });
        self.entries.len() - 1
    }

    /// How many nodes there are, those taken out again included.
    pub(crate) fn size(&self) -> usize {
        self.entries.len()
    }

    /// What a node is.
    pub(crate) fn data(&self, id: Id) -> &Data {
        self.entries.get(id).map_or(&Data::Comment, |e| &e.data)
    }

    /// What a node is, to change.
    pub(crate) fn data_mut(&mut self, id: Id) -> Option<&mut Data> {
        self.entries.get_mut(id).map(|e| &mut e.data)
    }

    /// The element that a node is.
    pub(crate) fn element(&self, id: Id) -> Option<&Element> {
        match self.data(id) {
            Data::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The element that a node is, to change.
    pub(crate) fn element_mut(&mut self, id: Id) -> Option<&mut Element> {
        match self.data_mut(id) {
            Some(Data::Element(element)) => Some(element),
            _ => None,
        }
    }

    pub(crate) fn parent(&self, id: Id) -> Option<Id> {
        self.entries.get(id)?.parent
    }

    pub(crate) fn previous(&self, id: Id) -> Option<Id> {
        self.entries.get(id)?.previous
    }

    pub(crate) fn next(&self, id: Id) -> Option<Id> {
        self.entries.get(id)?.next
    }

    pub(crate) fn first(&self, id: Id) -> Option<Id> {
        self.entries.get(id)?.first
    }

    pub(crate) fn last(&self, id: Id) -> Option<Id> {
        self.entries.get(id)?.last
    }

    /// The children of a node, first to last.
    pub(crate) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.first(id), |child| self.next(*child))
    }

    /// Every node below `top`, entered and left, in document order.
    pub(crate) fn walk(&self, top: Id) -> impl Iterator<Item = Step> + '_ {
        let mut step = self.first(top).map(Step::Enter);
        std::iter::from_fn(move || {
            let current = step?;
            step = match current {
                Step::Enter(id) => Some(match self.first(id) {
                    Some(child) => Step::Enter(child),
                    None => Step::Leave(id),
                }),
                Step::Leave(id) => match (self.next(id), self.parent(id)) {
                    (Some(next), _) => Some(Step::Enter(next)),
                    (None, Some(parent)) if parent != top => Some(Step::Leave(parent)),
                    _ => None,
                },
            };
            Some(current)
        })
    }

    /// The text of every text node below `top`.
    pub(crate) fn text(&self, top: Id) -> String {
        let mut text = String::new();
        for step in self.walk(top) {
            if let Step::Enter(id) = step
                && let Data::Text(piece) = self.data(id)
            {
                text.push_str(piece);
            }
        }
        text
    }

    /// Takes a node, with what is below it, out of its parent.
    pub(crate) fn detach(&mut self, id: Id) {
        let Some(entry) = self.entries.get_mut(id) else {
            return;
        };
        let (parent, previous, next) = (
            entry.parent.take(),
            entry.previous.take(),
            entry.next.take(),
        );
        match previous.and_then(|previous| self.entries.get_mut(previous)) {
            Some(previous) => previous.next = next,
            None => {
                if let Some(parent) = parent.and_then(|parent| self.entries.get_mut(parent)) {
                    parent.first = next;
                }
            }
        }
        match next.and_then(|next| self.entries.get_mut(next)) {
            Some(next) => next.previous = previous,
            None => {
                if let Some(parent) = parent.and_then(|parent| self.entries.get_mut(parent)) {
                    parent.last = previous;
                }
            }
        }
    }

    /// Makes a node the last child of another.
    pub(crate) fn append(&mut self, parent: Id, child: Id) {
        self.insert(parent, child, None);
    }

    /// Puts a node before another that has a parent.
    pub(crate) fn insert_before(&mut self, sibling: Id, child: Id) {
        if let Some(parent) = self.parent(sibling) {
            self.insert(parent, child, Some(sibling));
        }
    }

    fn insert(&mut self, parent: Id, child: Id, before: Option<Id>) {
        self.detach(child);
        let previous = match before {
            Some(sibling) => self.previous(sibling),
            None => self.last(parent),
        };
        if let Some(entry) = self.entries.get_mut(child) {
            (entry.parent, entry.previous, entry.next) = (Some(parent), previous, before);
        }
        match previous.and_then(|previous| self.entries.get_mut(previous)) {
            Some(previous) => previous.next = Some(child),
            None => {
                if let Some(parent) = self.entries.get_mut(parent) {
                    parent.first = Some(child);
                }
            }
        }
        match before.and_then(|before| self.entries.get_mut(before)) {
            Some(before) => before.previous = Some(child),
            None => {
                if let Some(parent) = self.entries.get_mut(parent) {
                    parent.last = Some(child);
                }
            }
        }
    }

    /// Adds text after the last child of `parent`, or before `before`; joins the text that
    /// already stands there.
    pub(crate) fn insert_text(&mut self, parent: Id, before: Option<Id>, text: &str) {
        let previous = match before {
            Some(sibling) => self.previous(sibling),
            None => self.last(parent),
        };
        if let Some(Data::Text(known)) = previous.and_then(|previous| self.data_mut(previous)) {
            known.push_str(text);
        } else if !text.is_empty() {
            let child = self.create(Data::Text(text.to_owned()));
            self.insert(parent, child, before);
        }
    }

    /// Adds text before `before`, or after the last child of `parent`; joins the text that
    /// `before` is.
    pub(crate) fn insert_text_before(&mut self, parent: Id, before: Option<Id>, text: &str) {
        if let Some(Data::Text(known)) = before.and_then(|before| self.data_mut(before)) {
            known.insert_str(0, text);
        } else {
            let child = self.create(Data::Text(text.to_owned()));
            self.insert(parent, child, before);
        }
    }

    /// Moves every child of a node to the end of another.
    pub(crate) fn move_children(&mut self, from: Id, to: Id) {
        while let Some(child) = self.first(from) {
            self.append(to, child);
        }
    }
}
