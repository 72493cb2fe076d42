//! From a string to a [`Tree`]: `html5gum` and `html5ever`, as a `body` fragment, as home's parser
//! reads it.
//!
//! Home parses with Gumbo (in Nokogiri), which follows an older HTML standard and has limits.
//! What differs is evened out here, between tokenizer and tree builder.

use std::cell::Cell;

use html5ever::interface::create_element;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    CommentToken, DoctypeToken, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{QualName, local_name, ns};

use super::open;
use super::select::Select;
use super::sink::{DOCTYPE, Handle, Sink};
use super::tokens::tokenize;
use super::tree::{Id, Tree};

/// The most attributes of one element, as in Nokogiri (`DEFAULT_MAX_ATTRIBUTES`).
const MOST_ATTRIBUTES: usize = 400;

/// The most open elements, the fragment's root included, as in Nokogiri
/// (`DEFAULT_MAX_TREE_DEPTH`).
const MOST_OPEN: usize = 400;

/// Nodes that any input may make, beside one for every two of its bytes. Home has no such limit; a
/// few kilobytes of formatting elements that are reopened in each paragraph make millions.
const NODES_AT_LEAST: usize = 50_000;

/// What to do about input beyond home's limits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limits {
    /// Give up, as home does.
    Strict,
    /// Read on, without opening more elements.
    Lenient,
}

/// The tree that home's parser makes, with the fragment's nodes below the returned one; `None`
/// beyond its limits.
pub(crate) fn strict(html: &str) -> Option<(Tree, Id)> {
    build(html, Limits::Strict)
}

/// The tree of any fragment, with its nodes below the returned one. Tags nested deeper than 400
/// open nothing, and attributes after a tag's 401st are left out.
pub(crate) fn lenient(html: &str) -> (Tree, Id) {
    build(html, Limits::Lenient).unwrap_or_else(|| (Tree::new(), Tree::DOCUMENT))
}

fn build(html: &str, limits: Limits) -> Option<(Tree, Id)> {
    let sink = Sink::new();
    let body = QualName::new(None, ns!(html), local_name!("body"));
    let context = create_element(&sink, body, Vec::new());
    let options = TreeBuilderOpts {
        scripting_enabled: false,
        ..TreeBuilderOpts::default()
    };
    let gate = Gate {
        builder: TreeBuilder::new_for_fragment(sink, context, None, options),
        select: Select::default(),
        limits,
        most_nodes: NODES_AT_LEAST.saturating_add(html.len() / 2),
        counted: Cell::new((1, 0)),
        verdict: Cell::new(Verdict::Within),
    };
    let html = html.strip_prefix('\u{feff}').unwrap_or(html);
    tokenize(html, &gate, MOST_ATTRIBUTES);
    if limits == Limits::Strict && gate.verdict.get() != Verdict::Within {
        return None;
    }
    let tree = gate.builder.sink.into_tree();
    let top = tree.first(Tree::DOCUMENT).unwrap_or(Tree::DOCUMENT);
    Some((tree, top))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Within,
    /// Too many attributes or open elements.
    Beyond,
    /// Too many nodes: nothing more is read.
    Full,
}

/// What every token passes on its way to the tree builder.
struct Gate {
    builder: TreeBuilder<Handle, Sink>,
    select: Select,
    limits: Limits,
    most_nodes: usize,
    /// How many elements were open when last counted, and how many nodes there were then.
    counted: Cell<(usize, usize)>,
    verdict: Cell<Verdict>,
}

impl Gate {
    /// Whether more elements are open than home's parser allows. The count is exact where it
    /// matters and saved where it cannot: a node opens one element at most.
    fn too_deep(&self) -> bool {
        let (open, nodes) = self.counted.get();
        let now = self.builder.sink.size();
        if open + now.saturating_sub(nodes) + self.select.open() <= MOST_OPEN {
            return false;
        }
        let open = open::count(&self.builder);
        self.counted.set((open, now));
        open + self.select.open() > MOST_OPEN
    }

    /// Whether the token is let through.
    fn admits(&self, token: &Token) -> bool {
        match (self.verdict.get(), self.limits) {
            (Verdict::Full, _) | (Verdict::Beyond, Limits::Strict) => return false,
            _ => {}
        }
        if self.builder.sink.size() > self.most_nodes {
            self.verdict.set(Verdict::Full);
            return false;
        }
        let deep = self.too_deep();
        let tag = match token {
            TagToken(tag) => Some(tag),
            _ => None,
        };
        if deep || tag.is_some_and(|tag| tag.attrs.len() > MOST_ATTRIBUTES) {
            self.verdict.set(Verdict::Beyond);
        }
        match self.limits {
            Limits::Strict => self.verdict.get() == Verdict::Within,
            Limits::Lenient => {
                !deep || tag.is_none_or(|tag| tag.kind != StartTag || holds_raw_text(tag))
            }
        }
    }
}

impl TokenSink for Gate {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if !self.admits(&token) {
            return TokenSinkResult::Continue;
        }
        // Gumbo writes out the pending text of a table before it ignores a doctype.
        let token = match token {
            DoctypeToken(_) => CommentToken(StrTendril::from_slice(DOCTYPE)),
            other => other,
        };
        let sink = &self.builder.sink;
        sink.begin(&token, || open::all(&self.builder));
        let result = self.select.process_token(&self.builder, token, line);
        sink.end();
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Whether what follows the tag is not markup, so that without the tag it would become some.
fn holds_raw_text(tag: &Tag) -> bool {
    const RAW: [&str; 8] = [
        "iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp",
    ];
    RAW.contains(&&*tag.name)
}
