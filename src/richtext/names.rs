//! Under which names the tree builder sees the open elements.
//!
//! `html5ever` asks for an element's name to learn what kind of element it is. Where it sorts an
//! element otherwise than Gumbo does, it is told the name of one that it sorts alike. The tree
//! keeps the real names.

use std::cell::{Cell, RefCell};

use html5ever::interface::ExpandedName;
use html5ever::tokenizer::{StartTag, Tag, TagToken, Token};
use html5ever::{LocalName, QualName, local_name, ns};

use super::sink::Handle;

/// The names for the token that is being processed.
pub(super) struct Names {
    /// The tag's name, if the token is a tag.
    tag: RefCell<Option<LocalName>>,
    is_end: Cell<bool>,
    /// Whether the tag is processed by the rules for HTML and not for foreign content.
    by_html_rules: Cell<bool>,
    /// No category at all.
    ordinary: QualName,
    /// "Special", and the end of every scope.
    marker: QualName,
    /// The same, for the marker's own tags.
    other_marker: QualName,
    table_footer: QualName,
}

impl Names {
    pub(super) fn new() -> Names {
        let html = |name| QualName::new(None, ns!(html), name);
        Names {
            tag: RefCell::new(None),
            is_end: Cell::new(false),
            by_html_rules: Cell::new(false),
            ordinary: html(LocalName::from("x-ordinary")),
            marker: html(local_name!("applet")),
            other_marker: html(local_name!("marquee")),
            table_footer: html(local_name!("tfoot")),
        }
    }

    /// Prepares for a token; `stack` gives the open elements, outermost first.
    pub(super) fn begin(&self, token: &Token, stack: impl FnOnce() -> Vec<Handle>) {
        if let TagToken(tag) = token {
            self.is_end.set(tag.kind != StartTag);
            self.by_html_rules.set(goes_by_html_rules(tag, &stack()));
            self.tag.replace(Some(tag.name.clone()));
        }
    }

    /// Ends what `begin` began: between tokens every name is the real one.
    pub(super) fn end(&self) {
        self.tag.replace(None);
        self.by_html_rules.set(false);
    }

    /// The name to tell.
    pub(super) fn shown<'a>(&'a self, name: &'a QualName) -> ExpandedName<'a> {
        let tag = self.tag.borrow();
        let Some(tag) = tag.as_ref() else {
            return name.expanded();
        };
        let its_own_end = self.is_end.get() && *tag == name.local;
        let shown = match Category::of(name) {
            Category::SpecialToday if !its_own_end => &self.ordinary,
            Category::ForeignMarker if self.by_html_rules.get() => {
                if *tag == self.marker.local {
                    &self.other_marker
                } else {
                    &self.marker
                }
            }
            Category::TableHead if ends_table_body(tag) && !its_own_end => &self.table_footer,
            _ => name,
        };
        shown.expanded()
    }
}

enum Category {
    /// "Special" in `html5ever` and not in Gumbo.
    SpecialToday,
    /// "Special", and for `annotation-xml` the end of a scope, in Gumbo and not in `html5ever`.
    ForeignMarker,
    /// `thead`: `html5ever` 0.40 forgets it where a new part of a table ends the last one, which
    /// shows in templates only.
    TableHead,
    Other,
}

impl Category {
    fn of(name: &QualName) -> Category {
        if name.ns == ns!(html) {
            return match &*name.local {
                "main" | "isindex" => Category::SpecialToday,
                "thead" => Category::TableHead,
                _ => Category::Other,
            };
        }
        let is_marker = match &*name.local {
            "mi" | "mo" | "mn" | "ms" | "mtext" | "annotation-xml" => name.ns == ns!(mathml),
            "foreignObject" | "desc" | "title" => name.ns == ns!(svg),
            _ => false,
        };
        if is_marker {
            Category::ForeignMarker
        } else {
            Category::Other
        }
    }
}

fn ends_table_body(tag: &str) -> bool {
    matches!(
        tag,
        "caption" | "col" | "colgroup" | "tbody" | "tfoot" | "thead" | "table"
    )
}

/// Whether a tag is processed by the rules of the insertion mode and not by those for foreign
/// content, or gets to them from there.
fn goes_by_html_rules(tag: &Tag, stack: &[Handle]) -> bool {
    let Some(current) = stack.last() else {
        return true;
    };
    if tag.kind != StartTag {
        let foreign = stack.iter().rev().take_while(|handle| !handle.in_html());
        let mut names = foreign.map(|handle| &handle.name().local);
        return !names.any(|name| name.eq_ignore_ascii_case(&tag.name));
    }
    let name = current.name();
    match (&name.ns, &*name.local) {
        (space, _) if *space == ns!(html) => true,
        (space, "mi" | "mo" | "mn" | "ms" | "mtext") if *space == ns!(mathml) => {
            !matches!(&*tag.name, "mglyph" | "malignmark")
        }
        (space, "annotation-xml") if *space == ns!(mathml) => {
            current.integration_point || &*tag.name == "svg"
        }
        (space, "foreignObject" | "desc" | "title") => *space == ns!(svg),
        _ => false,
    }
}
