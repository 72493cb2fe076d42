//! `<select>` as home's parser reads it.
//!
//! The HTML standard of today lets any content into a `select`, and so does `html5ever`; Gumbo
//! keeps to the earlier "in select" and "in select in table" insertion modes. While a `select`
//! is the innermost element that the tree builder has open, its content is therefore built
//! here, and the tree builder is told of its end alone.

use std::cell::{Cell, RefCell};

use html5ever::local_name;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    CharacterTokens, CommentToken, EOFToken, EndTag, NullCharacterToken, ParseError, StartTag, Tag,
    TagToken, Token, TokenSink, TokenSinkResult,
};
use html5ever::tree_builder::TreeBuilder;

use super::open;
use super::sink::{DOCTYPE, Handle, Sink, plain_attribute};
use super::tree::{Data, Element, Id};

type Builder = TreeBuilder<Handle, Sink>;

/// The content of every open `select`.
#[derive(Default)]
pub(super) struct Select {
    /// Whether a `select` was ever opened: without one there is nothing to look for.
    met: Cell<bool>,
    /// The elements open below it: `optgroup`, `option`, `script`; each with its `select`, since
    /// a template inside of one may hold another.
    open: RefCell<Vec<(Id, Id)>>,
}

/// What is to be done about a token inside a `select`.
enum Turn {
    /// It was dealt with.
    Done(TokenSinkResult<Handle>),
    /// It ends the `select`, and is dealt with thereby.
    Close,
    /// It ends the `select`, and counts after it.
    CloseAndAgain,
    /// The tree builder is to deal with it.
    Pass,
}

impl Select {
    /// How many elements are open below a `select`.
    pub(super) fn open(&self) -> usize {
        self.open.borrow().len()
    }

    /// Processes a token here or in the tree builder.
    pub(super) fn process_token(
        &self,
        builder: &Builder,
        token: Token,
        line: u64,
    ) -> TokenSinkResult<Handle> {
        if !self.met.get() {
            if let TagToken(tag) = &token {
                self.met.set(tag.name == local_name!("select"));
            }
            return builder.process_token(token, line);
        }
        let innermost = open::innermost(builder);
        let Some(select) = innermost.filter(|innermost| innermost.is_html("select")) else {
            return builder.process_token(token, line);
        };
        let stack = open::all(builder);
        let select = select.id;
        self.open
            .borrow_mut()
            .retain(|(owner, _)| stack.iter().any(|handle| handle.id == *owner));
        let turn = match &token {
            TagToken(tag) if in_table(&stack) => table_turn(tag, &stack),
            _ => None,
        };
        let turn = turn.unwrap_or_else(|| self.turn(&builder.sink, select, &token));
        match turn {
            Turn::Done(result) => result,
            Turn::Pass => {
                builder.sink.redirect(Some((select, self.current(select))));
                let result = builder.process_token(token, line);
                builder.sink.redirect(None);
                result
            }
            Turn::Close => self.close(builder, select, line),
            Turn::CloseAndAgain => {
                let _ = self.close(builder, select, line);
                builder.process_token(token, line)
            }
        }
    }

    /// The "in select" insertion mode.
    fn turn(&self, sink: &Sink, select: Id, token: &Token) -> Turn {
        let in_script = self.name_at(sink, select, 0).as_deref() == Some("script");
        match token {
            CharacterTokens(text) => {
                let parent = self.current(select);
                sink.with_tree(|tree| tree.insert_text(parent, None, text));
            }
            CommentToken(text) if **text == *DOCTYPE => {}
            CommentToken(_) => {
                let parent = self.current(select);
                sink.with_tree(|tree| {
                    let comment = tree.create(Data::Comment);
                    tree.append(parent, comment);
                });
            }
            TagToken(tag) if tag.kind == StartTag => return self.start(sink, select, tag),
            TagToken(tag) if in_script => {
                if &*tag.name == "script" {
                    self.open.borrow_mut().pop();
                }
            }
            TagToken(tag) => return self.end(sink, select, tag),
            EOFToken | ParseError(_) => return Turn::Pass,
            NullCharacterToken | Token::DoctypeToken(_) => {}
        }
        Turn::Done(TokenSinkResult::Continue)
    }

    fn start(&self, sink: &Sink, select: Id, tag: &Tag) -> Turn {
        let mut result = TokenSinkResult::Continue;
        match &*tag.name {
            "option" => {
                self.pop_if(sink, select, "option");
                self.push(sink, select, tag);
            }
            "optgroup" => {
                self.pop_if(sink, select, "option");
                self.pop_if(sink, select, "optgroup");
                self.push(sink, select, tag);
            }
            "hr" => {
                self.pop_if(sink, select, "option");
                self.pop_if(sink, select, "optgroup");
                self.push(sink, select, tag);
                self.open.borrow_mut().pop();
            }
            "script" => {
                self.push(sink, select, tag);
                result = TokenSinkResult::RawData(RawKind::ScriptData);
            }
            "select" => return Turn::Close,
            "input" | "keygen" | "textarea" => return Turn::CloseAndAgain,
            "template" | "html" => return Turn::Pass,
            _ => {}
        }
        Turn::Done(result)
    }

    fn end(&self, sink: &Sink, select: Id, tag: &Tag) -> Turn {
        match &*tag.name {
            "optgroup" => {
                if self.name_at(sink, select, 1).as_deref() == Some("optgroup") {
                    self.pop_if(sink, select, "option");
                }
                self.pop_if(sink, select, "optgroup");
            }
            "option" => self.pop_if(sink, select, "option"),
            "select" => return Turn::Close,
            "template" => return Turn::Pass,
            _ => {}
        }
        Turn::Done(TokenSinkResult::Continue)
    }

    fn close(&self, builder: &Builder, select: Id, line: u64) -> TokenSinkResult<Handle> {
        self.open.borrow_mut().retain(|(owner, _)| *owner != select);
        let end = Tag {
            kind: EndTag,
            name: local_name!("select"),
            self_closing: false,
            attrs: Vec::new(),
            had_duplicate_attributes: false,
        };
        builder.process_token(TagToken(end), line)
    }

    fn current(&self, select: Id) -> Id {
        match self.open.borrow().last() {
            Some((owner, id)) if *owner == select => *id,
            _ => select,
        }
    }

    fn push(&self, sink: &Sink, select: Id, tag: &Tag) {
        let parent = self.current(select);
        let attributes = tag.attrs.iter().cloned().map(plain_attribute).collect();
        let name = tag.name.to_string();
        let id = sink.with_tree(|tree| {
            let id = tree.create(Data::Element(Element { name, attributes }));
            tree.append(parent, id);
            id
        });
        self.open.borrow_mut().push((select, id));
    }

    fn pop_if(&self, sink: &Sink, select: Id, name: &str) {
        if self.name_at(sink, select, 0).as_deref() == Some(name) {
            self.open.borrow_mut().pop();
        }
    }

    /// The name of the element that many levels outside of the innermost.
    fn name_at(&self, sink: &Sink, select: Id, outward: usize) -> Option<String> {
        let open = self.open.borrow();
        let mut inside_out = open.iter().rev().take_while(|(owner, _)| *owner == select);
        let (_, id) = *inside_out.nth(outward)?;
        sink.with_tree(|tree| tree.element(id).map(|element| element.name.clone()))
    }
}

/// The parts of a table that a start or end tag names.
const TABLE_PARTS: [&str; 8] = [
    "caption", "table", "tbody", "tfoot", "thead", "tr", "td", "th",
];

/// Whether the innermost `select` stands in a table, with no template in between.
fn in_table(stack: &[Handle]) -> bool {
    let is_part = |handle: &Handle| TABLE_PARTS.iter().any(|part| handle.is_html(part));
    let mut around = stack.iter().rev();
    let found = around.find(|handle| is_part(handle) || handle.is_html("template"));
    found.is_some_and(is_part)
}

/// What the "in select in table" insertion mode adds to "in select".
fn table_turn(tag: &Tag, stack: &[Handle]) -> Option<Turn> {
    if !TABLE_PARTS.contains(&&*tag.name) {
        return None;
    }
    if tag.kind == StartTag || in_table_scope(stack, &tag.name) {
        return Some(Turn::CloseAndAgain);
    }
    Some(Turn::Done(TokenSinkResult::Continue))
}

fn in_table_scope(stack: &[Handle], name: &str) -> bool {
    for handle in stack.iter().rev() {
        if handle.is_html(name) {
            return true;
        }
        if ["html", "table", "template"]
            .iter()
            .any(|end| handle.is_html(end))
        {
            return false;
        }
    }
    false
}
