//! What WebFinger and host-meta say.

use serde_json::Value;

use super::Diagnose;
use super::home::{Found, detail, said};
use super::known::{Broken, Finger, HostMeta};
use super::origin::silence;
use crate::address::PublicAddress;
use crate::step::Answer;
use crate::view::{Came, Check, Mark};

impl Diagnose {
    pub(super) fn finger_told(
        &mut self,
        check: Check,
        came: Came,
        answer: Option<&Answer>,
    ) -> Found {
        let mut finger = Finger {
            came,
            broken: None,
            subject: None,
            actor: None,
            refused: None,
            page: None,
        };
        let mut found = match came {
            Came::Status(200) => (Mark::Good, None),
            Came::Status(400 | 404) => (Mark::Bad, said("found_no_such_account")),
            Came::Status(410) => (Mark::Bad, said("found_gone")),
            came => silence(came),
        };
        if let Some(answer) = answer.filter(|answer| answer.status == 200) {
            found = finger.read(answer);
        }
        let leads_to = finger.actor.as_ref().map(PublicAddress::host);
        let is_first = self.known.back.is_none();
        match check {
            Check::WebFinger => self.known.finger = Some(finger),
            Check::WebFingerElsewhere if is_first => self.known.elsewhere = Some(finger),
            _ => self.known.back = Some(finger),
        }
        if let Some(host) = leads_to.filter(|_| check != Check::WebFingerBack && is_first) {
            self.lives_on(host);
        }
        found
    }

    pub(super) fn host_meta_told(
        &mut self,
        came: Came,
        answer: Option<&Answer>,
        address: &PublicAddress,
    ) -> Found {
        let template = answer
            .filter(|answer| answer.status == 200)
            .and_then(template);
        let asked = self.missing_handle();
        let leads_to = template.as_ref().zip(asked).and_then(|(template, handle)| {
            let resource = format!(
                "acct%3A{}",
                handle.acct().replace('@', "%40").replace(':', "%3A")
            );
            PublicAddress::parse(&template.replace("{uri}", &resource)).ok()
        });
        let found = match (&template, came) {
            (Some(template), _) => (Mark::Good, detail("found_template", template)),
            (None, Came::Status(200)) => (Mark::Bad, said("found_no_template")),
            (None, Came::Status(_)) => (Mark::Bad, said("found_no_host_meta")),
            (None, came) => silence(came),
        };
        // Servers before Mastodon 4.3 have the XML form only, others the JSON form only.
        let is_json = address.path().ends_with(".json");
        let more = !is_json && template.is_none() && matches!(came, Came::Status(_));
        self.known.host_meta = Some(HostMeta { leads_to, more });
        found
    }
}

impl Finger {
    /// Reads an answer (RFC 7033), as `app/lib/webfinger.rb` of Mastodon 4.3 and later does.
    fn read(&mut self, answer: &Answer) -> Found {
        let Some(found) = answer.json().filter(Value::is_object) else {
            let is_page = answer.media_type == "text/html";
            let (broken, key) = match is_page {
                true => (Broken::Page, "found_html"),
                false => (Broken::NotJson, "found_not_json"),
            };
            self.broken = Some(broken);
            return (Mark::Bad, said(key));
        };
        let subject = found.get("subject").and_then(Value::as_str);
        self.subject = subject.and_then(|subject| subject.parse().ok());
        let none = Vec::new();
        let links = found.get("links").and_then(Value::as_array);
        for link in links.unwrap_or(&none) {
            let text = |key| link.get(key).and_then(Value::as_str).unwrap_or_default();
            let kind = text("type");
            match text("rel") {
                "self"
                    if self.actor.is_none()
                        && (kind.starts_with("application/activity+json")
                            || kind.starts_with("application/ld+json")
                                && kind.contains("activitystreams")) =>
                {
                    match PublicAddress::parse(text("href")) {
                        Ok(address) => self.actor = Some(address),
                        Err(_) => self.refused = Some(text("href").to_owned()),
                    }
                }
                "http://webfinger.net/rel/profile-page" => {
                    self.page = PublicAddress::parse(text("href")).ok();
                }
                _ => {}
            }
        }
        if let Some(actor) = &self.actor {
            return (Mark::Good, detail("found_leads_to", actor.as_str()));
        }
        if let Some(refused) = &self.refused {
            self.broken = Some(Broken::Private);
            return (Mark::Bad, detail("found_private", refused));
        }
        self.broken = Some(Broken::NoSelf);
        (Mark::Bad, said("found_no_self"))
    }
}

/// The address of WebFinger that host-meta gives (RFC 6415), as XML or as JSON.
fn template(answer: &Answer) -> Option<String> {
    if let Some(found) = answer.json() {
        let links = found.get("links")?.as_array()?;
        let link = links
            .iter()
            .find(|link| link.get("rel").and_then(Value::as_str) == Some("lrdd"))?;
        return Some(link.get("template")?.as_str()?.to_owned());
    }
    let text = String::from_utf8_lossy(&answer.body);
    let link = text.split("<Link").find(|link| link.contains("lrdd"))?;
    let (_, rest) = link.split_once("template=")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (template, _) = rest.get(1..)?.split_once(quote)?;
    Some(template.replace("&amp;", "&"))
}
