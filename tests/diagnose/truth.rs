//! What holds of every diagnosis, whatever came of it.

use std::collections::BTreeSet;

use freshet::diagnose::{MOST_OF_HOME, MOST_OF_ORIGIN, causes};
use freshet::typed;
use freshet::view::{Check, Progress};
use freshet_sandbox::What;

use crate::cases::{Case, rank};
use crate::runs::Run;

/// What is not as it must be.
pub fn broken(case: &Case, run: &Run) -> Vec<String> {
    let mut broken = Vec::new();
    let mut must = |holds: bool, what: String| {
        if !holds {
            broken.push(what);
        }
    };
    let view = run.view();
    must(view.phase == Progress::Done, "it is not over".to_owned());
    let meanings = typed::typed(&case.asks, &case.home).meant.len().max(1) as u32;
    for (asked, most, of) in [
        (view.cost.home, MOST_OF_HOME, "home"),
        (view.cost.origin, MOST_OF_ORIGIN, "the account's servers"),
    ] {
        let what = format!("{asked} requests to {of} for {meanings} meanings");
        must(asked <= most * meanings, what);
    }
    let counted = (view.cost.home + view.cost.origin) as usize;
    must(
        run.asked().count() == counted,
        format!("{} requests were made, {counted} told", run.asked().count()),
    );

    let mut seen = BTreeSet::new();
    for asked in run.asked() {
        let (host, path) = (&asked.host, &asked.path);
        let line = format!("{} {host}{path}", asked.method);
        must(
            asked.method == "GET",
            format!("it changes something: {line}"),
        );
        must(seen.insert(line.clone()), format!("asked twice: {line}"));
        if *host == case.home {
            must(harms_nothing(path), format!("home may delete: {line}"));
        } else {
            // The log names no ports.
            let name = |agreed: &String| agreed.split(':').next() == Some(host);
            let agreed = run.agreed.iter().any(name) && !case.refused.contains(host);
            must(agreed, format!("nobody agreed to {line}"));
            let named = asked.header("authorization").is_some();
            must(!named, format!("the token went to {line}"));
        }
    }
    let distinct: BTreeSet<&String> = run.questions.iter().collect();
    must(
        distinct.len() == run.questions.len(),
        format!("the person was asked twice: {:?}", run.questions),
    );
    let mut paused = BTreeSet::new();
    for asked in run.asked() {
        let left_alone = !paused.contains(&asked.host);
        must(left_alone, format!("{} had asked for a pause", asked.host));
        if asked.status == 429 {
            paused.insert(asked.host.clone());
        }
    }
    for event in &run.history {
        let deletes = matches!(event.what, What::Deleted | What::PostDeleted { .. });
        must(!deletes, format!("home deleted {}", event.handle));
    }

    for finding in &view.findings {
        let cause = causes::ALL.iter().find(|cause| cause.code == finding.cause);
        must(cause.is_some(), format!("{} is no cause", finding.cause));
        let has_evidence = !finding.evidence.is_empty()
            || [causes::NOT_A_HANDLE.code, causes::PRIVATE_HOST.code].contains(&finding.cause);
        must(has_evidence, format!("{} has no evidence", finding.cause));
        let limits = [causes::ORIGIN_LIMITS_HOME.code, causes::TYPING.code];
        let has_steps = !finding.advice.is_empty() || limits.contains(&finding.cause);
        must(has_steps, format!("{} has no advice", finding.cause));
    }
    let order = |finding: &freshet::view::Finding| rank(finding.cause);
    must(
        view.findings.is_sorted_by_key(order),
        format!("not in order: {:?}", run.causes()),
    );
    let all: BTreeSet<_> = run.causes().into_iter().collect();
    must(
        all.len() == view.findings.len(),
        format!("named twice: {:?}", run.causes()),
    );
    must(
        view.findings.is_empty() || view.excluded.is_empty(),
        "something is found and excluded".to_owned(),
    );
    // Certain, and asked on.
    let certain = view.findings.iter().filter(|finding| finding.is_certain);
    let evidence: Vec<Check> = certain.flat_map(|it| it.evidence.clone()).collect();
    if let Some(last) = view.checks.last()
        && view.first().is_some_and(|finding| finding.is_certain)
    {
        let what = format!(
            "{} was asked for nothing: {}",
            last.check.code(),
            run.checks()
        );
        must(evidence.contains(&last.check), what);
    }
    broken
}

/// Whether home only reads what it has, or fetches by an address: a search for a handle would
/// make it delete an account that is gone.
fn harms_nothing(path: &str) -> bool {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    match path {
        "/api/v2/search" => query.starts_with("q=https%3A%2F%2F"),
        "/api/v1/accounts/search" => query.contains("&resolve=false&"),
        "/api/v1/accounts/lookup"
        | "/api/v1/accounts/relationships"
        | "/api/v1/domain_blocks"
        | "/api/v1/instance/domain_blocks"
        | "/api/v2/instance" => true,
        _ => false,
    }
}
