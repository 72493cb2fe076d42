//! From HTML to text that can be drawn.

use crate::idn;

use super::rich::{Block, BlockKind, Link, LinkKind, RichText, Span, Style};
use super::tree::{Data, Element, Step};
use super::{build, rules};

impl RichText {
    /// The text of HTML that a home serves, or of live HTML after [`stored`](super::stored).
    ///
    /// As in Mastodon's own pages, what has the class `invisible` is left out and what has the
    /// class `ellipsis` ends in "…", while the link keeps its whole address. Links that are not
    /// `http` or `https`, that do not parse or that carry credentials are text only. White space
    /// other than plain spaces is one space outside of `pre`.
    pub fn from_html(html: &str) -> RichText {
        let (tree, top) = build::lenient(html);
        let mut writer = Writer::default();
        for step in tree.walk(top) {
            match step {
                Step::Enter(id) => match tree.data(id) {
                    Data::Text(text) => writer.text(text),
                    Data::Element(element) => writer.enter(element),
                    Data::Root | Data::Comment => {}
                },
                Step::Leave(id) => {
                    if let Data::Element(element) = tree.data(id) {
                        writer.leave(element);
                    }
                }
            }
        }
        writer.end_block();
        RichText {
            blocks: writer.blocks,
        }
    }
}

/// What holds inside an element.
#[derive(Clone, Default)]
struct Context {
    style: Style,
    link: Option<Link>,
    hidden: bool,
    quoted: bool,
    preformatted: bool,
    /// How many lists are around.
    lists: u8,
    /// The number of the next item, and what is added for the one after it.
    numbers: Option<(i64, i64)>,
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    spans: Vec<Span>,
    /// Set by a list item until its first block.
    item: Option<BlockKind>,
    context: Context,
    outer: Vec<Context>,
}

impl Writer {
    fn enter(&mut self, element: &Element) {
        if is_block(&element.name) {
            self.end_block();
        }
        self.outer.push(self.context.clone());
        self.apply(element);
    }

    fn leave(&mut self, element: &Element) {
        let left = self.context.clone();
        if has_class(element, "ellipsis") {
            self.push("…");
        }
        if is_block(&element.name) {
            self.end_block();
        }
        if element.name == "li" {
            self.item = None;
        }
        self.context = self.outer.pop().unwrap_or_default();
        if element.name == "li" {
            self.context.numbers = left.numbers;
        }
    }

    fn apply(&mut self, element: &Element) {
        let hides = rules::goes_with_contents(&element.name)
            || matches!(&*element.name, "template" | "title" | "rp")
            || has_class(element, "invisible");
        let context = &mut self.context;
        context.hidden |= hides;
        let style = &mut context.style;
        match &*element.name {
            "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => style.bold = true,
            "i" | "em" | "cite" | "var" | "dfn" => style.italic = true,
            "u" | "ins" => style.underline = true,
            "s" | "del" | "strike" => style.struck = true,
            "code" | "kbd" | "samp" | "tt" => style.code = true,
            "rt" => style.ruby = true,
            "sup" => style.superscript = true,
            "sub" => style.subscript = true,
            "a" => context.link = vetted(element),
            "blockquote" => context.quoted = true,
            "pre" => {
                style.code = true;
                context.preformatted = true;
            }
            "ul" => {
                context.lists = context.lists.saturating_add(1);
                context.numbers = None;
            }
            "ol" => {
                context.lists = context.lists.saturating_add(1);
                let start = integer(element, "start").unwrap_or(1);
                let step = element.attribute("reversed").map_or(1, |_| -1);
                context.numbers = Some((start, step));
            }
            "li" => self.begin_item(element),
            "br" => self.push("\n"),
            "td" | "th" => self.push(" "),
            "img" => self.push(element.attribute("alt").unwrap_or_default()),
            _ => {}
        }
    }

    fn begin_item(&mut self, element: &Element) {
        let mut number = None;
        if let Some((next, step)) = &mut self.context.numbers {
            let this = integer(element, "value").unwrap_or(*next);
            number = u32::try_from(this).ok();
            *next = this.saturating_add(*step);
        }
        let depth = self.context.lists.max(1);
        self.item = Some(BlockKind::Item { depth, number });
    }

    /// Text as the HTML has it.
    fn text(&mut self, text: &str) {
        if self.context.preformatted {
            return self.push(text);
        }
        let mut collapsed = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_space) {
            let (before, from) = rest.split_at(start);
            let end = from.find(|c| !is_space(c)).unwrap_or(from.len());
            let (space, after) = from.split_at(end);
            let kept = if space.bytes().all(|byte| byte == b' ') {
                space
            } else {
                " "
            };
            collapsed.push_str(before);
            collapsed.push_str(kept);
            rest = after;
        }
        collapsed.push_str(rest);
        self.push(&collapsed);
    }

    fn push(&mut self, text: &str) {
        if self.context.hidden || text.is_empty() {
            return;
        }
        let Context { style, link, .. } = &self.context;
        if let Some(last) = self.spans.last_mut()
            && last.style == *style
            && last.link == *link
        {
            last.text.push_str(text);
            return;
        }
        self.spans.push(Span {
            text: text.to_owned(),
            style: *style,
            link: link.clone(),
            ..Span::default()
        });
    }

    fn end_block(&mut self) {
        let mut spans = std::mem::take(&mut self.spans);
        if !self.context.preformatted {
            trim(&mut spans);
        }
        if spans.is_empty() {
            return;
        }
        let kind = match self.item.take() {
            Some(item) => item,
            None if self.context.preformatted => BlockKind::Code,
            None if self.context.quoted => BlockKind::Quote,
            None => BlockKind::Paragraph,
        };
        self.blocks.push(Block { kind, spans });
    }
}

/// Takes white space and line breaks from both ends of a block.
fn trim(spans: &mut Vec<Span>) {
    while let Some(last) = spans.last_mut() {
        last.text
            .truncate(last.text.trim_end_matches(is_space).len());
        if !last.text.is_empty() {
            break;
        }
        spans.pop();
    }
    let lead = |span: &Span| span.text.len() - span.text.trim_start_matches(is_space).len();
    let blank = spans
        .iter()
        .take_while(|span| lead(span) == span.text.len());
    let blank = blank.count();
    spans.drain(..blank);
    if let Some(first) = spans.first_mut() {
        first.text.drain(..lead(first));
    }
}

/// The link of an `a`, if it may be followed.
fn vetted(element: &Element) -> Option<Link> {
    let url = idn::parse(element.attribute("href")?).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !is_web || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let kind = if has_class(element, "hashtag") {
        LinkKind::Hashtag
    } else if has_class(element, "mention") {
        LinkKind::Mention
    } else {
        LinkKind::Web
    };
    Some(Link {
        address: url.into(),
        kind,
    })
}

fn has_class(element: &Element, class: &str) -> bool {
    let classes = element.attribute("class").unwrap_or_default();
    classes.split_ascii_whitespace().any(|known| known == class)
}

fn integer(element: &Element, attribute: &str) -> Option<i64> {
    element.attribute(attribute)?.trim().parse().ok()
}

/// HTML's white space: what it collapses. No-break spaces are none.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn is_block(name: &str) -> bool {
    rules::leaves_space(name) && name != "br"
        || matches!(
            name,
            "table" | "tr" | "caption" | "details" | "summary" | "figure" | "figcaption" | "main"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks as lines: kind, then spans with what is set in front of them.
    fn check(html: &str, expected: &[&str]) {
        let text = RichText::from_html(html);
        let lines: Vec<String> = text.blocks.iter().map(line).collect();
        assert_eq!(lines, expected, "{html:?}");
    }

    fn line(block: &Block) -> String {
        let kind = match block.kind {
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::Quote => "quote".to_owned(),
            BlockKind::Code => "code".to_owned(),
            BlockKind::Item { depth, number } => {
                format!(
                    "{}{}",
                    "*".repeat(depth.into()),
                    number.map_or(String::new(), |n| n.to_string())
                )
            }
        };
        let spans = block.spans.iter().map(|span| {
            let set = span.style;
            let flags = [
                (set.bold, "b"),
                (set.italic, "i"),
                (set.underline, "u"),
                (set.struck, "s"),
                (set.code, "c"),
                (set.ruby, "r"),
            ];
            let mut mark: String = flags
                .iter()
                .filter(|(on, _)| *on)
                .map(|(_, f)| *f)
                .collect();
            if let Some(link) = &span.link {
                mark.push_str(&format!("<{:?} {}>", link.kind, link.address));
            }
            format!("{mark}[{}]", span.text)
        });
        format!("{kind} {}", spans.collect::<String>())
    }

    #[test]
    fn paragraphs_and_breaks_are_kept_and_edges_trimmed() {
        check("<p>a<br>b </p>\n<p></p>c", &["p [a\nb]", "p [c]"]);
        check("<p>a\n\t b  c</p>", &["p [a b  c]"]);
        check("<p>&nbsp;</p>", &["p [\u{a0}]"]);
        check("", &[]);
    }

    #[test]
    fn styles_nest() {
        check(
            "<b>x<i>y</i></b><u>u</u><del>d</del><code>k</code>",
            &["p b[x]bi[y]u[u]s[d]c[k]"],
        );
        check("<h2>t</h2>x", &["p b[t]", "p [x]"]);
        check("<ruby>a<rp>(</rp><rt>b</rt></ruby>", &["p [a]r[b]"]);
    }

    #[test]
    fn lists_quotes_and_code_are_blocks() {
        check(
            "<ol start=3><li>a<li>b<ul><li>c</ul><li value=9>d</ol>",
            &["*3 [a]", "*4 [b]", "** [c]", "*9 [d]"],
        );
        check(
            "<ol reversed start=2><li>a<li>b</ol>",
            &["*2 [a]", "*1 [b]"],
        );
        check("<ul><li><p>a</p><p>b</p></li></ul>", &["* [a]", "p [b]"]);
        check(
            "<blockquote><p>q</p></blockquote>r",
            &["quote [q]", "p [r]"],
        );
        check("<pre> a\n  b</pre>", &["code c[ a\n  b]"]);
    }

    #[test]
    fn a_shortened_link_keeps_its_whole_address() {
        check(
            r#"<a href="https://a.example/long/x"><span class="invisible">https://</span><span class="ellipsis">a.example/lo</span><span class="invisible">ng/x</span></a>"#,
            &["p <Web https://a.example/long/x>[a.example/lo…]"],
        );
    }

    #[test]
    fn mentions_and_hashtags_are_told_by_class() {
        check(
            r##"<a href="https://m.example/@x" class="u-url mention">@<span>x</span></a> <a class="mention hashtag" href="https://m.example/tags/y">#<span>y</span></a>"##,
            &["p <Mention https://m.example/@x>[@x][ ]<Hashtag https://m.example/tags/y>[#y]"],
        );
    }

    #[test]
    fn links_that_may_not_be_followed_are_text() {
        for address in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//a.example/",
            "/x",
            "",
            "gemini://a.example/",
            "https://user@a.example/",
            "https://u:p@a.example/",
            "https://",
            "xmpp:a@b.example",
            "%20https://a.example/",
        ] {
            check(&format!(r#"<a href="{address}">t</a>"#), &["p [t]"]);
        }
        check(
            "<a href='https://BÜCHER.example/ä'>t</a>",
            &["p <Web https://xn--bcher-kva.example/%C3%A4>[t]"],
        );
    }

    #[test]
    fn scripts_and_the_like_are_not_text() {
        check(
            "a<script>b</script><style>c</style><svg><title>d</title></svg><template>e</template>",
            &["p [a]"],
        );
    }

    #[test]
    fn bidirectional_and_zero_width_characters_stay_in_their_span() {
        check("<b>\u{202e}x</b>\u{200b}y", &["p b[\u{202e}x][\u{200b}y]"]);
    }
}
