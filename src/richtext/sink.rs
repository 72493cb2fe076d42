//! The tree that `html5ever` builds.
//!
//! Home's parser hangs a template's contents below the template like any other children, knows
//! no shadow roots, and so does this.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, ExpandedName, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::Token;
use html5ever::{Attribute, QualName, local_name, ns};

use super::names::Names;
use super::tree::{Data, Element, Id, Tree};

/// The text of the comment that stands for a doctype. No comment of the input is like it: its
/// NULs are replaced.
pub(super) const DOCTYPE: &str = "\0";

/// The number of a node that is not to become part of the tree.
const NOWHERE: Id = Id::MAX;

/// A node for `html5ever`: its number, and its name where it is an element.
#[derive(Clone)]
pub(super) struct Handle {
    pub id: Id,
    name: Rc<QualName>,
    /// Whether it is an `annotation-xml` with HTML in it.
    pub integration_point: bool,
}

/// What `html5ever` builds the tree through.
pub(super) struct Sink {
    tree: RefCell<Tree>,
    names: Names,
    /// Whether an element outside of the HTML namespace was ever made.
    met_foreign: Cell<bool>,
    /// What is appended to the first node goes to the second.
    redirected: Cell<Option<(Id, Id)>>,
}

impl Handle {
    /// Whether this is the HTML element of that name.
    pub(super) fn is_html(&self, name: &str) -> bool {
        self.in_html() && &*self.name.local == name
    }

    /// Whether this is an HTML element.
    pub(super) fn in_html(&self) -> bool {
        self.name.ns == ns!(html)
    }

    /// The real name.
    pub(super) fn name(&self) -> &QualName {
        &self.name
    }
}

impl Sink {
    /// A sink with an empty document.
    pub(super) fn new() -> Sink {
        Sink {
            tree: RefCell::new(Tree::new()),
            names: Names::new(),
            met_foreign: Cell::new(false),
            redirected: Cell::new(None),
        }
    }

    /// How many nodes there are, those taken out again included.
    pub(super) fn size(&self) -> usize {
        self.tree.borrow().size()
    }

    /// The tree.
    pub(super) fn into_tree(self) -> Tree {
        self.tree.into_inner()
    }

    /// Prepares for a token: see [`Names`].
    pub(super) fn begin(&self, token: &Token, stack: impl FnOnce() -> Vec<Handle>) {
        let met_foreign = self.met_foreign.get();
        let stack = || if met_foreign { stack() } else { Vec::new() };
        self.names.begin(token, stack);
    }

    /// Ends what `begin` began.
    pub(super) fn end(&self) {
        self.names.end();
    }

    /// Makes what is appended to the first node go to the second.
    pub(super) fn redirect(&self, redirected: Option<(Id, Id)>) {
        self.redirected.set(redirected);
    }

    /// Works on the tree beside `html5ever`.
    pub(super) fn with_tree<T>(&self, work: impl FnOnce(&mut Tree) -> T) -> T {
        work(&mut self.tree.borrow_mut())
    }

    fn nameless(&self, id: Id) -> Handle {
        Handle {
            id,
            name: Rc::new(QualName::new(None, ns!(), local_name!(""))),
            integration_point: false,
        }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.nameless(Tree::DOCUMENT)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        self.names.shown(&target.name)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle {
        if name.ns != ns!(html) {
            self.met_foreign.set(true);
        }
        let attributes = attrs.into_iter().map(plain_attribute).collect();
        let element = Element {
            name: name.local.to_string(),
            attributes,
        };
        let id = self.tree.borrow_mut().create(Data::Element(element));
        Handle {
            id,
            name: Rc::new(name),
            integration_point: flags.mathml_annotation_xml_integration_point,
        }
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        if *text == *DOCTYPE {
            return self.nameless(NOWHERE);
        }
        let id = self.tree.borrow_mut().create(Data::Comment);
        self.nameless(id)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.create_comment(StrTendril::new())
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let mut tree = self.tree.borrow_mut();
        let parent = match self.redirected.get() {
            Some((from, to)) if from == parent.id => to,
            _ => parent.id,
        };
        match child {
            NodeOrText::AppendNode(node) if node.id == NOWHERE => {}
            NodeOrText::AppendNode(node) => tree.append(parent, node.id),
            NodeOrText::AppendText(text) => tree.insert_text(parent, None, &text),
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        let has_parent = self.tree.borrow().parent(element.id).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) if node.id == NOWHERE => {}
            NodeOrText::AppendNode(node) => tree.insert_before(sibling.id, node.id),
            NodeOrText::AppendText(text) => {
                if let Some(parent) = tree.parent(sibling.id) {
                    tree.insert_text(parent, Some(sibling.id), &text);
                }
            }
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let Some(element) = tree.element_mut(target.id) else {
            return;
        };
        for (name, value) in attrs.into_iter().map(plain_attribute) {
            if element.attribute(&name).is_none() {
                element.attributes.push((name, value));
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.tree.borrow_mut().move_children(node.id, new_parent.id);
    }

    fn allow_declarative_shadow_roots(&self, _: &Handle) -> bool {
        false
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        handle.integration_point
    }
}

/// A qualified name as written, and its value.
pub(super) fn plain_attribute(attribute: Attribute) -> (String, String) {
    let local = &attribute.name.local;
    let name = match &attribute.name.prefix {
        Some(prefix) => format!("{prefix}:{local}"),
        None => local.to_string(),
    };
    (name, attribute.value.to_string())
}
