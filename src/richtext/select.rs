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

use super::open::OpenElements;
use super::sink::{Handle, Sink, plain_attribute};
use super::tree::{Data, Element, Id};

type Builder = TreeBuilder<Handle, Sink>;

/// The content of the innermost `select`.
#[derive(Default)]
pub(super) struct Select {
    /// Whether a `select` was ever opened: without one there is nothing to look for.
    met: Cell<bool>,
    /// The elements open below it: `optgroup`, `option`, `script`.
    open: RefCell<Vec<Id>>,
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
    /// How many elements are open below the `select`.
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
        let stack = OpenElements::of(builder);
        let Some(select) = stack.last().filter(|last| last.is_html("select")) else {
            return builder.process_token(token, line);
        };
        let turn = match &token {
            TagToken(tag) if in_table(&stack) => table_turn(tag, &stack),
            _ => None,
        };
        let turn = turn.unwrap_or_else(|| self.turn(&builder.sink, select.id, &token));
        match turn {
            Turn::Done(result) => result,
            Turn::Pass => builder.process_token(token, line),
            Turn::Close => self.close(builder, line),
            Turn::CloseAndAgain => {
                let _ = self.close(builder, line);
                builder.process_token(token, line)
            }
        }
    }

    /// The "in select" insertion mode.
    fn turn(&self, sink: &Sink, select: Id, token: &Token) -> Turn {
        let in_script = self.name_at(sink, 0).as_deref() == Some("script");
        match token {
            CharacterTokens(text) => {
                let parent = self.current(select);
                sink.with_tree(|tree| tree.insert_text(parent, None, text));
            }
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
            TagToken(tag) => return self.end(sink, tag),
            EOFToken | ParseError(_) => return Turn::Pass,
            NullCharacterToken | Token::DoctypeToken(_) => {}
        }
        Turn::Done(TokenSinkResult::Continue)
    }

    fn start(&self, sink: &Sink, select: Id, tag: &Tag) -> Turn {
        let mut result = TokenSinkResult::Continue;
        match &*tag.name {
            "option" => {
                self.pop_if(sink, "option");
                self.push(sink, select, tag);
            }
            "optgroup" => {
                self.pop_if(sink, "option");
                self.pop_if(sink, "optgroup");
                self.push(sink, select, tag);
            }
            "hr" => {
                self.pop_if(sink, "option");
                self.pop_if(sink, "optgroup");
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

    fn end(&self, sink: &Sink, tag: &Tag) -> Turn {
        match &*tag.name {
            "optgroup" => {
                if self.name_at(sink, 1).as_deref() == Some("optgroup") {
                    self.pop_if(sink, "option");
                }
                self.pop_if(sink, "optgroup");
            }
            "option" => self.pop_if(sink, "option"),
            "select" => return Turn::Close,
            "template" => return Turn::Pass,
            _ => {}
        }
        Turn::Done(TokenSinkResult::Continue)
    }

    fn close(&self, builder: &Builder, line: u64) -> TokenSinkResult<Handle> {
        self.open.borrow_mut().clear();
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
        self.open.borrow().last().copied().unwrap_or(select)
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
        self.open.borrow_mut().push(id);
    }

    fn pop_if(&self, sink: &Sink, name: &str) {
        if self.name_at(sink, 0).as_deref() == Some(name) {
            self.open.borrow_mut().pop();
        }
    }

    /// The name of the element that many levels outside of the innermost.
    fn name_at(&self, sink: &Sink, outward: usize) -> Option<String> {
        let id = self.open.borrow().iter().rev().nth(outward).copied()?;
        sink.with_tree(|tree| tree.element(id).map(|element| element.name.clone()))
    }
}

/// Whether the innermost `select` stands in a table, with no template in between.
fn in_table(stack: &[Handle]) -> bool {
    let mut around = stack.iter().rev();
    let found = around.find(|handle| handle.is_html("table") || handle.is_html("template"));
    found.is_some_and(|handle| handle.is_html("table"))
}

/// What the "in select in table" insertion mode adds to "in select".
fn table_turn(tag: &Tag, stack: &[Handle]) -> Option<Turn> {
    const PARTS: [&str; 8] = [
        "caption", "table", "tbody", "tfoot", "thead", "tr", "td", "th",
    ];
    if !PARTS.contains(&&*tag.name) {
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
