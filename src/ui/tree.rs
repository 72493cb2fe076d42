//! The tree that is drawn: elements and texts as plain data, and nothing that could run.
//!
//! ```
//! use freshet::ui::tree::{Node, button, element};
//! use freshet::ui::words::Text;
//! let tree: Node = element("div").child(button(Text::key("check_again"))).into();
//! assert!(matches!(tree, Node::Element(_)));
//! ```
//!
//! A tree is built from keys of texts ([`Text`]) and from what people wrote (plain
//! strings); [`Node::spoken`] turns it into the [`Drawn`] form that `draw.js` takes.
//! It must not know views, messages' meaning, or any document.

use serde::{Serialize, Serializer};

use super::words::{Speaker, Text};
use crate::message::Action;

/// One piece of a drawing, before its texts are put into words.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A text of Freshet's own.
    Text(Text),
    /// What somebody wrote, shown as it is.
    Verbatim(String),
    /// An element.
    Element(Element),
}

/// An element with its attributes and children.
// In a box, so that a drawing hands pointers on, not a hundred bytes with every attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Element(Box<Parts>);

#[derive(Clone, Debug, PartialEq)]
struct Parts {
    tag: &'static str,
    key: Option<String>,
    attributes: Vec<(&'static str, Attribute)>,
    press: Option<Action>,
    children: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
enum Attribute {
    Verbatim(String),
    Text(Text),
}

/// A node in words, as `draw.js` draws it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Drawn {
    /// A text node.
    Text(String),
    /// An element node.
    Element {
        /// The element's name, one of `draw.js`' list.
        tag: &'static str,
        /// Tells siblings apart from one drawing to the next.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        /// Attributes, of `draw.js`' list only.
        #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_object")]
        attributes: Vec<(&'static str, String)>,
        /// What is sent back when the person presses the element.
        #[serde(skip_serializing_if = "Option::is_none")]
        press: Option<Action>,
        /// The nodes inside, in order.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        children: Vec<Drawn>,
    },
}

/// An empty element of this name.
#[inline(never)]
pub fn element(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag,
        key: None,
        attributes: Vec::new(),
        press: None,
        children: Vec::new(),
    }))
}

/// A button with this text.
#[inline(never)]
pub fn button(text: Text) -> Element {
    element("button").child(text)
}

/// A label around a control of this type, `radio` (there is one group of them) or `checkbox`;
/// what it says is added to it.
/// What is sent back when the person changes it is what it means then.
pub fn choice(kind: &'static str, class: &str, checked: bool, action: Action) -> Element {
    let mut control = element("input").set("type", kind).press(action);
    if kind == "radio" {
        control = control.set("name", "choice");
    }
    if checked {
        control = control.set("checked", "");
    }
    element("label").class(class).child(control)
}

// What every drawing calls stands in the module once: calls are smaller than what they do.
impl Element {
    /// Sets the class names.
    #[inline(never)]
    pub fn class(self, names: &str) -> Self {
        self.attribute("class", Attribute::Verbatim(names.to_owned()))
    }

    /// Sets an attribute to a value that is the same in every language.
    pub fn set(self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.verbatim(name, value.as_ref())
    }

    /// Sets an attribute to a text.
    pub fn say(self, name: &'static str, text: Text) -> Self {
        self.attribute(name, Attribute::Text(text))
    }

    /// Tells this element apart from its siblings.
    pub fn key(self, key: impl AsRef<str>) -> Self {
        self.known_as(key.as_ref())
    }

    /// Sends this action back when the element is pressed.
    #[inline(never)]
    pub fn press(mut self, action: Action) -> Self {
        self.0.press = Some(action);
        self
    }

    /// Adds a child.
    pub fn child(self, child: impl Into<Node>) -> Self {
        self.with(child.into())
    }

    /// Adds children.
    pub fn children<T: Into<Node>>(mut self, children: impl IntoIterator<Item = T>) -> Self {
        for child in children {
            self = self.with(child.into());
        }
        self
    }

    #[inline(never)]
    fn with(mut self, child: Node) -> Self {
        self.0.children.push(child);
        self
    }

    #[inline(never)]
    fn known_as(mut self, key: &str) -> Self {
        self.0.key = Some(key.to_owned());
        self
    }

    #[inline(never)]
    fn verbatim(self, name: &'static str, value: &str) -> Self {
        self.attribute(name, Attribute::Verbatim(value.to_owned()))
    }

    #[inline(never)]
    fn attribute(mut self, name: &'static str, value: Attribute) -> Self {
        self.0.attributes.push((name, value));
        self
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<Text> for Node {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl Node {
    /// Puts every text of the tree into words.
    pub fn spoken(&self, speaker: &Speaker<'_>) -> Drawn {
        match self {
            Self::Text(text) => Drawn::Text(speaker.say(text)),
            Self::Verbatim(text) => Drawn::Text(text.clone()),
            Self::Element(Element(element)) => Drawn::Element {
                tag: element.tag,
                key: element.key.clone(),
                attributes: element
                    .attributes
                    .iter()
                    .map(|(name, value)| {
                        let value = match value {
                            Attribute::Verbatim(value) => value.clone(),
                            Attribute::Text(text) => speaker.say(text),
                        };
                        (*name, value)
                    })
                    .collect(),
                press: element.press.clone(),
                children: element
                    .children
                    .iter()
                    .map(|child| child.spoken(speaker))
                    .collect(),
            },
        }
    }
}

fn as_object<S: Serializer>(
    attributes: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(attributes.iter().map(|(name, value)| (name, value)))
}
