//! A window as text, one line a post: it is written after every step, and tens of thousands
//! of posts must fit where browsers let extensions keep things.

use super::window::{Answer, Item, Way, Window, is_plain};
use crate::posts::Stored;
use crate::view::PostVerdict;

const VERDICTS: &[u8; 8] = b"-awgnrfy";
const WAYS: &[u8; 3] = b"stp";
const ANSWERS: &[u8; 5] = b"-pndf";

impl Window {
    /// As text: the beginning that all addresses share, then a line for each post.
    pub fn write(&self) -> String {
        let shared = self.posts.split_first().map_or("", |(first, rest)| {
            let mut shared = first.uri.as_str();
            for item in rest {
                let same = shared.bytes().zip(item.uri.bytes());
                let same = same.take_while(|(one, other)| one == other).count();
                shared = shared.get(..same).unwrap_or_default();
            }
            shared
        });
        let mut text = shared.to_owned();
        for item in &self.posts {
            text.push('\n');
            let verdict = item.verdict.map_or(0, |verdict| {
                1 + PostVerdict::ALL
                    .iter()
                    .position(|known| *known == verdict)
                    .unwrap_or_default()
            });
            for letter in [
                VERDICTS[verdict],
                WAYS[item.way as usize],
                ANSWERS[item.answer as usize],
                b'0' + item.tries.min(9),
                if item.exists { b'+' } else { b'-' },
                if item.along { b'+' } else { b'-' },
                if item.other { b'+' } else { b'-' },
            ] {
                text.push(char::from(letter));
            }
            let at = item.at.map(|at| at.to_string()).unwrap_or_default();
            let uri = item.uri.strip_prefix(shared).unwrap_or(&item.uri);
            for part in [&at, uri, &item.id, &item.parent, &item.local] {
                text.push_str(part);
                text.push('\t');
            }
            while text.ends_with('\t') {
                text.pop();
            }
        }
        text
    }

    /// From that text. A line that cannot be read is left out: nothing writes one.
    pub fn read(text: &str) -> Self {
        let mut lines = text.split('\n');
        let shared = lines.next().unwrap_or_default();
        Self {
            posts: lines.filter_map(|line| read_line(shared, line)).collect(),
        }
    }
}

fn read_line(shared: &str, line: &str) -> Option<Item> {
    let (letters, rest) = line.split_at_checked(7)?;
    let letters = letters.as_bytes();
    let place = |known: &[u8], at: usize| known.iter().position(|one| *one == letters[at]);
    let mut parts = rest.split('\t');
    let mut part = || parts.next().unwrap_or_default();
    Some(Item {
        verdict: match place(VERDICTS, 0)? {
            0 => None,
            verdict => PostVerdict::ALL.get(verdict - 1).copied(),
        },
        way: [Way::Single, Way::Thread, Way::Pinned][place(WAYS, 1)?],
        answer: [
            Answer::None,
            Answer::Post,
            Answer::Nothing,
            Answer::Denied,
            Answer::Fault,
        ][place(ANSWERS, 2)?],
        tries: letters[3].wrapping_sub(b'0'),
        exists: letters[4] == b'+',
        along: letters[5] == b'+',
        other: letters[6] == b'+',
        at: part().parse().ok(),
        uri: format!("{shared}{}", part()),
        id: part().to_owned(),
        parent: part().to_owned(),
        local: part().to_owned(),
    })
}

/// What home listed beyond a window, as lines of text.
pub(super) fn write_stored(spare: &[Stored]) -> String {
    let mut text = String::new();
    for stored in spare.iter().filter(|stored| is_plain(&stored.uri)) {
        let at = stored.at.map(|at| at.to_string()).unwrap_or_default();
        for part in [at.as_str(), "\t", &stored.id, "\t", &stored.uri, "\n"] {
            text.push_str(part);
        }
    }
    text
}

/// From that text.
pub(super) fn read_stored(text: &str) -> Vec<Stored> {
    let line = |line: &str| {
        let mut parts = line.split('\t');
        Some(Stored {
            at: parts.next()?.parse().ok(),
            id: parts.next()?.to_owned(),
            uri: parts.next()?.to_owned(),
        })
    };
    text.split('\n').filter_map(line).collect()
}
