//! The report of a diagnosis as Markdown, to be pasted to those who run a server.
//!
//! It holds the handle that was asked for and what servers answered, and nothing else about
//! anybody. What others wrote stands in it as code, so that it is no markup and calls nobody.

use super::checks::seconds;
use super::steps::{self, does, expected};
use super::words::Names;
use crate::ui::words::{Speaker, Text};
use crate::view::{At, Came, Checked, Diagnosis, Finding};

/// The report of a diagnosis in the speaker's language.
pub fn report(diagnosis: &Diagnosis, speaker: &Speaker<'_>) -> String {
    let mut pen = Pen {
        names: Names(diagnosis),
        speaker,
        text: String::new(),
    };
    pen.head();
    pen.causes();
    pen.checks();
    for finding in &diagnosis.findings {
        pen.steps(finding, At::Home, "admins_home");
        pen.steps(finding, At::Origin, "admins_origin");
    }
    pen.text
}

struct Pen<'a> {
    names: Names<'a>,
    speaker: &'a Speaker<'a>,
    text: String,
}

impl Pen<'_> {
    fn say(&self, text: &Text) -> String {
        plain(&self.speaker.say(text))
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn head(&mut self) {
        let diagnosis = self.names.0;
        let title = self.say(&self.names.own("report_title"));
        self.line(&format!("## {title}\n"));
        let asked = diagnosis.handle.as_ref().unwrap_or(&diagnosis.asked);
        self.fact("report_handle", asked);
        self.fact("report_date", &moment(diagnosis.ended));
        let version = diagnosis.home_version.as_deref().unwrap_or_default();
        self.fact("report_home", &format!("{} {version}", diagnosis.home));
        let origin = diagnosis.origin.as_ref().or(diagnosis.domain.as_ref());
        if let Some(origin) = origin {
            let software = diagnosis.origin_software.as_deref().unwrap_or_default();
            self.fact("report_origin", &format!("{origin} {software}"));
        }
    }

    fn fact(&mut self, key: &'static str, value: &str) {
        let name = self.say(&Text::key(key));
        self.line(&format!("- {name}: {}", code(value)));
    }

    fn heading(&mut self, text: &Text) {
        let heading = self.say(text);
        self.line(&format!("\n### {heading}\n"));
    }

    fn causes(&mut self) {
        let diagnosis = self.names.0;
        self.heading(&Text::key("report_cause"));
        for finding in &diagnosis.findings {
            let cause = self.say(&self.names.cause(finding));
            let aside = self.say(&self.names.cause_aside(finding));
            let detail = after(&finding.names.detail);
            self.line(&format!(
                "- **{cause}** {aside} ({}){detail}",
                code(finding.cause)
            ));
        }
        if diagnosis.findings.is_empty() {
            let unknown = self.say(&self.names.own("cause_unknown"));
            self.line(&unknown);
            if !diagnosis.excluded.is_empty() {
                let excluded = self.say(&Text::key("diagnose_excluded"));
                self.line(&format!("\n{excluded}\n"));
                for cause in &diagnosis.excluded {
                    let name = self.say(&self.names.own_of(&["excluded", cause]));
                    self.line(&format!("- {name}"));
                }
            }
        }
    }

    fn checks(&mut self) {
        let diagnosis = self.names.0;
        if diagnosis.checks.is_empty() {
            return;
        }
        self.heading(&Text::key("report_checks"));
        let heads = ["check", "request", "answer", "time", "found"];
        let heads = heads.map(|head| self.say(&Text::of(&["column", head])));
        self.line(&format!("| {} |", heads.join(" | ")));
        self.line("|---|---|---|---|---|");
        for checked in &diagnosis.checks {
            let row = self.row(checked);
            self.line(&row);
        }
    }

    fn row(&self, checked: &Checked) -> String {
        let check = self.say(&self.names.check(checked.check));
        let answer = match checked.came {
            Came::Status(status) => status.to_string(),
            came => self
                .names
                .came(came)
                .map_or(String::new(), |it| self.say(&it)),
        };
        let took = match checked.came {
            Came::Waiting | Came::NotAsked => String::new(),
            _ => seconds(checked.took, 2),
        };
        let text = self.names.found(checked);
        let mut found = text.map(|text| self.say(&text)).unwrap_or_default();
        if let Some(said) = &checked.found {
            found.push_str(&after(&said.names.detail));
        }
        let request = code(&checked.request);
        format!("| {check} | {request} | {answer} | {took} | {found} |")
    }

    fn steps(&mut self, finding: &Finding, reader: At, title: &'static str) {
        let mut steps = steps::of(finding, reader).peekable();
        if steps.peek().is_none() {
            return;
        }
        self.heading(&self.names.own(title));
        for (at, advice) in steps.enumerate() {
            let does = self.say(&does(&self.names, finding, advice));
            let link = after(&advice.link);
            self.line(&format!("{}. {does}{link}", at + 1));
            if !advice.command.is_empty() {
                let command = advice.command.replace(['\n', '\r', '`'], " ");
                self.line(&format!("\n   ```sh\n   {command}\n   ```\n"));
            }
            if let Some(text) = expected(&self.names, finding, advice) {
                let text = self.say(&text);
                self.line(&format!("   {text}"));
            }
        }
    }
}

/// A value behind a sentence.
fn after(value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        format!(" {}", code(value))
    }
}

/// What somebody else wrote, as code on one line, also in a cell of a table.
fn code(value: &str) -> String {
    let harmless = |letter: char| match letter {
        '`' => '\'',
        '|' => '¦',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    let value: String = value.trim().chars().map(harmless).take(400).collect();
    format!("`{value}`")
}

/// A sentence in which what was filled in, between its isolates, stands as code where it is a
/// handle, and is harmless everywhere.
fn plain(sentence: &str) -> String {
    let mut text = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('\u{2068}') {
        text.push_str(before);
        let (name, after) = after.split_once('\u{2069}').unwrap_or((after, ""));
        let is_host = |letter: char| letter.is_alphanumeric() || ".-:".contains(letter);
        if name.chars().all(is_host) && !name.starts_with("www.") {
            text.push_str(name);
        } else {
            text.push_str(&code(name));
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// A moment (milliseconds since 1970) as ISO 8601 in UTC, to the second; empty if there is
/// no such moment.
fn moment(milliseconds: f64) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp((milliseconds / 1000.0) as i64);
    moment.map_or(String::new(), |moment| {
        let (date, time) = (moment.date(), moment.time());
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            date.year(),
            u8::from(date.month()),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    })
}
