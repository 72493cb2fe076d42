//! `docs/diagnose.md` is what the cases show.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use freshet::diagnose::causes;
use freshet::view::{At, Check, Span};

use crate::cases;
use crate::confusion::{self, Named};
use crate::document;
use crate::runs;

#[track_caller]
fn check(part: &str, rows: &str) {
    document::check("diagnose", part, rows);
}

fn whom(at: At) -> &'static str {
    match at {
        At::You => "you",
        At::Home => "home",
        At::Origin => "the account's server",
        At::Owner => "the account's owner",
        At::Between => "between both servers",
        At::Nobody => "nobody",
    }
}

fn how_long(span: Span) -> &'static str {
    match span {
        Span::None => "",
        Span::AtOnce => "at once",
        Span::Minutes => "minutes",
        Span::Hours => "hours",
        Span::Days => "days",
        Span::Never => "it does not come back",
    }
}

fn codes(checks: &[Check]) -> String {
    let codes = checks.iter().map(|check| format!("`{}`", check.code()));
    codes.collect::<Vec<_>>().join(", ")
}

#[test]
fn the_document_tells_every_cause() {
    let mut shown: BTreeMap<&str, (Vec<Check>, bool)> = BTreeMap::new();
    for case in cases::all() {
        for finding in &runs::play(case).view().findings {
            let (checks, certain) = shown.entry(finding.cause).or_default();
            let says_more = finding.evidence.len() > checks.len();
            if finding.is_certain && !*certain || finding.is_certain == *certain && says_more {
                (*checks, *certain) = (finding.evidence.clone(), finding.is_certain);
            }
        }
    }
    let mut rows = "| Cause | Shown by | Certain at best | The fault lies with | Can be repaired by | Usually takes |\n|---|---|---|---|---|---|\n".to_owned();
    for cause in causes::ALL {
        let (checks, certain) = &shown[cause.code];
        let certain = if *certain { "yes" } else { "no" };
        writeln!(
            rows,
            "| `{}` | {} | {certain} | {} | {} | {} |",
            cause.code,
            codes(checks),
            whom(cause.side),
            whom(cause.who),
            how_long(cause.span),
        )
        .unwrap();
    }
    check("causes", &rows);
}

#[test]
fn the_document_tells_what_every_case_costs() {
    let mut rows = "| What happened | Named | Certain | Requests to home | To the account's servers | Seconds |\n|---|---|---|--:|--:|--:|\n".to_owned();
    for case in cases::all() {
        let run = runs::play(case);
        let view = run.view();
        let named: Vec<String> = run
            .causes()
            .iter()
            .map(|code| format!("`{code}`"))
            .collect();
        let named = match named.is_empty() {
            true => "not known".to_owned(),
            false => named.join(", "),
        };
        let certain = view.first().is_some_and(|first| first.is_certain);
        writeln!(
            rows,
            "| {} | {named} | {} | {} | {} | {:.0} |",
            case.about,
            if certain { "yes" } else { "no" },
            view.cost.home,
            view.cost.origin,
            run.took / 1000.0,
        )
        .unwrap();
    }
    check("cases", &rows);
}

#[test]
fn the_document_tells_what_is_named_of_two() {
    let (pairs, apart) = confusion::every_pair();
    let columns = [
        Named::Nearer,
        Named::Both,
        Named::Hidden,
        Named::Alike,
        Named::Neither,
    ];
    let mut rows = "| The nearer cause | Pairs | It is named first | Both are named | Hidden by the other | Like a third | Nothing is named |\n|---|--:|--:|--:|--:|--:|--:|\n".to_owned();
    let mut sums = [0; 5];
    for ((_, cause), row) in &pairs {
        let counts = columns.map(|named| row.get(&named).copied().unwrap_or(0));
        let all: usize = counts.iter().sum();
        let cells: Vec<String> = counts.iter().map(usize::to_string).collect();
        writeln!(rows, "| `{cause}` | {all} | {} |", cells.join(" | ")).unwrap();
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let all: usize = sums.iter().sum();
    let cells: Vec<String> = sums.iter().map(usize::to_string).collect();
    writeln!(rows, "| all | {all} | {} |", cells.join(" | ")).unwrap();
    writeln!(
        rows,
        "\n{apart} further pairs contradict each other and cannot be made."
    )
    .unwrap();
    check("confusion", &rows);
}
