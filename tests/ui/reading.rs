//! Reading a drawing as a person would: its words, its buttons, its parts.

use std::fs;
use std::path::Path;

use freshet::message::Action;
use freshet::ui::tree::{Drawn, Node};
use freshet::ui::words::{Catalogue, Plain, Speaker};

/// A file of the project.
pub fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The texts of a language.
pub fn catalogue(language: &str) -> Catalogue {
    Catalogue::from_json(&file(&format!(
        "extension/_locales/{language}/messages.json"
    )))
    .unwrap()
}

/// A tree in the words of this catalogue, as if it stood in one element.
pub fn spoken(nodes: &[Node], catalogue: &Catalogue) -> Part {
    let formats = &Plain;
    let speaker = Speaker { catalogue, formats };
    let children = nodes.iter().map(|node| Part::new(&node.spoken(&speaker)));
    Part::Element {
        tag: "root",
        key: None,
        attributes: Vec::new(),
        press: None,
        children: children.collect(),
    }
}

/// A piece of a drawing.
pub enum Part {
    Text(String),
    Element {
        tag: &'static str,
        key: Option<String>,
        attributes: Vec<(&'static str, String)>,
        press: Option<Action>,
        children: Vec<Part>,
    },
}

impl Part {
    fn new(drawn: &Drawn) -> Self {
        match drawn {
            Drawn::Text(text) => Self::Text(text.clone()),
            Drawn::Element {
                tag,
                key,
                attributes,
                press,
                children,
            } => Self::Element {
                tag,
                key: key.clone(),
                attributes: attributes.clone(),
                press: press.clone(),
                children: children.iter().map(Self::new).collect(),
            },
        }
    }

    pub fn tag(&self) -> &'static str {
        match self {
            Self::Text(_) => "",
            Self::Element { tag, .. } => tag,
        }
    }

    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Text(_) => None,
            Self::Element { key, .. } => key.as_deref(),
        }
    }

    pub fn attributes(&self) -> &[(&'static str, String)] {
        match self {
            Self::Text(_) => &[],
            Self::Element { attributes, .. } => attributes,
        }
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes().iter();
        attributes.find_map(|(known, value)| (*known == name).then_some(value.as_str()))
    }

    pub fn press(&self) -> Option<&Action> {
        match self {
            Self::Text(_) => None,
            Self::Element { press, .. } => press.as_ref(),
        }
    }

    pub fn children(&self) -> &[Part] {
        match self {
            Self::Text(_) => &[],
            Self::Element { children, .. } => children,
        }
    }

    /// This part and every one inside it, from the outside.
    pub fn all(&self) -> Vec<&Part> {
        let mut all = vec![self];
        for child in self.children() {
            all.extend(child.all());
        }
        all
    }

    /// The parts inside that this holds for.
    pub fn find(&self, is: impl Fn(&Part) -> bool) -> Vec<&Part> {
        self.all().into_iter().filter(|part| is(part)).collect()
    }

    pub fn with_class(&self, name: &str) -> Vec<&Part> {
        self.find(|part| {
            let classes = part.attribute("class").unwrap_or_default();
            classes.split(' ').any(|class| class == name)
        })
    }

    /// The text inside, without the marks that isolate names.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.replace(['\u{2068}', '\u{2069}'], ""),
            Self::Element { children, .. } => children.iter().map(Self::text).collect(),
        }
    }

    /// What the buttons say.
    pub fn buttons(&self) -> Vec<String> {
        let buttons = self.find(|part| part.tag() == "button");
        buttons.into_iter().map(Self::text).collect()
    }
}
