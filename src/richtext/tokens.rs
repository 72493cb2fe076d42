//! From a string to tokens: `html5gum`'s tokenizer for `html5ever`'s tree builder.
//!
//! `html5ever` has a tokenizer too, but its table of entities alone makes the module 56 KB (gzip)
//! larger, and its time grows with the square of a tag's attributes.

use std::convert::Infallible;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    CharacterTokens, CommentToken, Doctype, DoctypeToken, EOFToken, EndTag, NullCharacterToken,
    StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult,
};
use html5ever::{Attribute, LocalName, QualName, local_name, ns};
use html5gum::{Emitter, Error, Reader, State, Tokenizer};

/// Gives the sink every token of the HTML, the end of the input included.
///
/// Of a tag's attributes it gets the first `most_attributes` and one more, which tells that
/// there were too many. Comments are empty, doctypes are missing ones, no errors are told, every
/// line is the first.
pub(super) fn tokenize(html: &str, sink: &impl TokenSink, most_attributes: usize) {
    let tokens = Tokens {
        sink,
        kept_attributes: most_attributes.saturating_add(1),
        text: Vec::new(),
        name: Vec::new(),
        tag: tag(StartTag),
        attribute: None,
        last_start: Vec::new(),
    };
    let Ok(()) = Tokenizer::new_with_emitter(Bytes(html.as_bytes()), tokens).finish();
}

/// What the tokenizer builds its tokens in.
struct Tokens<'a, S> {
    sink: &'a S,
    kept_attributes: usize,
    /// Text that the sink has not got yet. The tokenizer may cut it within characters.
    text: Vec<u8>,
    /// The name of the tag, which has none itself until it is complete.
    name: Vec<u8>,
    tag: Tag,
    /// The name and the value of the attribute that is being read.
    attribute: Option<(Vec<u8>, Vec<u8>)>,
    /// The name of the last start tag.
    last_start: Vec<u8>,
}

impl<S: TokenSink> Tokens<'_, S> {
    fn give(&self, token: Token) -> TokenSinkResult<S::Handle> {
        self.sink.process_token(token, 1)
    }

    /// Gives a token that changes nothing about how what follows is read.
    fn give_plain(&self, token: Token) {
        let _ = self.give(token);
    }

    fn finish_text(&mut self) {
        for (at, piece) in self.text.split(|byte| *byte == 0).enumerate() {
            if at > 0 {
                self.give_plain(NullCharacterToken);
            }
            if !piece.is_empty() {
                self.give_plain(CharacterTokens(tendril(piece)));
            }
        }
        self.text.clear();
    }

    fn begin_tag(&mut self, tag: Tag) {
        self.name.clear();
        self.attribute = None;
        self.tag = tag;
    }

    /// Puts the attribute on the tag, unless it has one of that name.
    fn finish_attribute(&mut self) {
        let Some((name, value)) = self.attribute.take() else {
            return;
        };
        let attributes = &mut self.tag.attrs;
        if attributes.len() >= self.kept_attributes {
            return;
        }
        let name = local_name(&name);
        if attributes.iter().any(|known| known.name.local == name) {
            self.tag.had_duplicate_attributes = true;
            return;
        }
        attributes.push(Attribute {
            name: QualName::new(None, ns!(), name),
            value: tendril(&value),
        });
    }
}

impl<S: TokenSink> Emitter for Tokens<'_, S> {
    type Token = Infallible;

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: Error) {}

    fn emit_string(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
    }

    fn init_start_tag(&mut self) {
        self.begin_tag(tag(StartTag));
    }

    fn init_end_tag(&mut self) {
        self.begin_tag(tag(EndTag));
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.name.extend_from_slice(name);
    }

    fn set_self_closing(&mut self) {
        self.tag.self_closing = true;
    }

    fn init_attribute(&mut self) {
        self.finish_attribute();
        self.attribute = Some((Vec::new(), Vec::new()));
    }

    fn push_attribute_name(&mut self, text: &[u8]) {
        if let Some((name, _)) = &mut self.attribute {
            name.extend_from_slice(text);
        }
    }

    fn push_attribute_value(&mut self, text: &[u8]) {
        if let Some((_, value)) = &mut self.attribute {
            value.extend_from_slice(text);
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.finish_text();
        self.finish_attribute();
        let mut tag = std::mem::replace(&mut self.tag, tag(EndTag));
        tag.name = local_name(&self.name);
        if tag.kind == StartTag {
            self.last_start.clone_from(&self.name);
        }
        match self.give(TagToken(tag)) {
            TokenSinkResult::Plaintext => Some(State::PlainText),
            TokenSinkResult::RawData(RawKind::Rcdata) => Some(State::RcData),
            TokenSinkResult::RawData(RawKind::Rawtext) => Some(State::RawText),
            TokenSinkResult::RawData(RawKind::ScriptData | RawKind::ScriptDataEscaped(_)) => {
                Some(State::ScriptData)
            }
            TokenSinkResult::Continue
            | TokenSinkResult::Script(_)
            | TokenSinkResult::EncodingIndicator(_) => None,
        }
    }

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start = name.unwrap_or_default().to_vec();
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.tag.kind == EndTag && !self.last_start.is_empty() && self.last_start == self.name
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.finish_text();
        self.sink
            .adjusted_current_node_present_but_not_in_html_namespace()
    }

    fn emit_current_comment(&mut self) {
        self.finish_text();
        self.give_plain(CommentToken(StrTendril::new()));
    }

    fn emit_current_doctype(&mut self) {
        self.finish_text();
        self.give_plain(DoctypeToken(Doctype::default()));
    }

    fn emit_eof(&mut self) {
        self.finish_text();
        self.give_plain(EOFToken);
        self.sink.end();
    }

    fn init_comment(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn set_force_quirks(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}

/// The input. The tokenizer's own reader is made to be compiled into each of its 80 states, which
/// takes its share of the module; this one is called.
struct Bytes<'a>(&'a [u8]);

impl Reader for Bytes<'_> {
    type Error = Infallible;

    #[inline(never)]
    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        let Some((first, rest)) = self.0.split_first() else {
            return Ok(None);
        };
        self.0 = rest;
        Ok(Some(*first))
    }

    #[inline(never)]
    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Infallible> {
        let Some((next, rest)) = self.0.split_at_checked(text.len()) else {
            return Ok(false);
        };
        let found = next == text || !case_sensitive && next.eq_ignore_ascii_case(text);
        if found {
            self.0 = rest;
        }
        Ok(found)
    }

    #[inline(never)]
    fn read_until<'b>(
        &'b mut self,
        ends: &[u8],
        _: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Infallible> {
        let plain = self.0.iter().take_while(|byte| !ends.contains(byte));
        let length = plain.count().max(1);
        let Some((read, rest)) = self.0.split_at_checked(length) else {
            return Ok(None);
        };
        self.0 = rest;
        Ok(Some(read))
    }
}

fn tag(kind: html5ever::tokenizer::TagKind) -> Tag {
    Tag {
        kind,
        name: local_name!(""),
        self_closing: false,
        attrs: Vec::new(),
        had_duplicate_attributes: false,
    }
}

fn tendril(text: &[u8]) -> StrTendril {
    StrTendril::from_slice(&String::from_utf8_lossy(text))
}

fn local_name(name: &[u8]) -> LocalName {
    LocalName::from(&*String::from_utf8_lossy(name))
}
