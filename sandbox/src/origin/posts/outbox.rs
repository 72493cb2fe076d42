//! Outboxes in the forms of several softwares (facts/origins.md 2; `corpus/outbox`).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{ACTIVITY, address, document};
use crate::asked::Asked;
use crate::home::limits::Bucket;
use crate::model::{FirstPage, ItemForm, NextPage, Origin, OutboxForm, Person, Post, Posts};
use crate::reply::{self, Reply};
use crate::state::State;
use crate::world::World;

/// How pages are addressed.
#[derive(Clone, Copy, PartialEq)]
enum Paging {
    /// `page=true` and `max_id`.
    Before(&'static str),
    /// `page=1`, `page=2`.
    Numbered,
}

/// An outbox's form with nothing left open.
struct Form<'a> {
    said: &'a OutboxForm,
    first: FirstPage,
    items: ItemForm,
    per_page: usize,
    boosts: bool,
    paging: Paging,
}

/// The root of an outbox, or a page of it.
pub fn answer(
    state: &State,
    origin: &Origin,
    asked: &Asked,
    person: &Person,
    posts: &Posts,
) -> Reply {
    // Pages count wherever they are; the API's headers belong to the API.
    let is_unsigned_page =
        asked.parameter("page").is_some() && asked.header("signature").is_empty();
    if is_unsigned_page {
        let now = state.clock.now();
        let counted = state
            .limits
            .count(&origin.host, &[Bucket::AddressPaging], now);
        if counted.exceeded {
            let mut reply = reply::error(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
            counted.write(&mut reply);
            return reply;
        }
    }
    let world = state.world();
    let form = form(origin);
    let id = format!("https://{}{}", asked.host, asked.path);
    let maker = Maker {
        world: &world,
        origin,
        person,
        posts,
        form: &form,
        id: &id,
    };
    let mut found = match asked.parameter("page") {
        Some(page) => {
            let number = page.parse().unwrap_or(1);
            let before = |name: &str| asked.parameter(name)?.parse().ok();
            let before = match form.paging {
                Paging::Before(name) => before(name).unwrap_or(u64::MAX),
                Paging::Numbered => u64::MAX,
            };
            let gap = asked.parameter("gap").and_then(|gap| gap.parse().ok());
            maker.page(number, before, gap.unwrap_or(0), &asked.query)
        }
        None => maker.root(),
    };
    found["@context"] = json!("https://www.w3.org/ns/activitystreams");
    reply::json_as(StatusCode::OK, ACTIVITY, &found)
}

/// Whether outboxes of an origin may be read across origins.
#[must_use]
pub fn is_shared(origin: &Origin) -> bool {
    let usual = matches!(origin.software.as_str(), "pleroma" | "misskey" | "lemmy");
    origin.outbox.cors.unwrap_or(usual)
}

fn form(origin: &Origin) -> Form<'_> {
    let said = &origin.outbox;
    let (first, items, per_page, boosts, paging) = match origin.software.as_str() {
        "misskey" => (
            FirstPage::Address,
            ItemForm::Embedded,
            20,
            true,
            Paging::Before("until_id"),
        ),
        "peertube" => (
            FirstPage::Address,
            ItemForm::Referenced,
            10,
            true,
            Paging::Numbered,
        ),
        "lemmy" => (
            FirstPage::Nothing,
            ItemForm::Embedded,
            20,
            false,
            Paging::Numbered,
        ),
        "wordpress" => (
            FirstPage::Address,
            ItemForm::Embedded,
            10,
            false,
            Paging::Numbered,
        ),
        _ => (
            FirstPage::Address,
            ItemForm::Embedded,
            20,
            true,
            Paging::Before("max_id"),
        ),
    };
    Form {
        said,
        first: said.first.unwrap_or(first),
        items: said.items.unwrap_or(items),
        per_page: said.per_page.unwrap_or(per_page),
        boosts,
        paging,
    }
}

struct Maker<'a> {
    world: &'a World,
    origin: &'a Origin,
    person: &'a Person,
    posts: &'a Posts,
    form: &'a Form<'a>,
    id: &'a str,
}

impl Maker<'_> {
    fn root(&self) -> Value {
        let mut root = json!({ "id": self.id, "type": "OrderedCollection" });
        self.count(&mut root);
        match self.form.first {
            FirstPage::Address => root["first"] = json!(self.first_address()),
            FirstPage::Embedded => {
                let page = self.page(1, u64::MAX, 0, &self.first_query());
                root["first"] = page;
            }
            FirstPage::Root => {
                let all = self.listed(u64::MAX);
                root[self.key()] = all.map(|post| self.item(&post)).collect();
            }
            FirstPage::Nothing => {
                root[self.key()] = json!([]);
                if !self.form.said.without_total {
                    root["totalItems"] = json!(self.form.said.total.unwrap_or(0));
                }
            }
        }
        if self.form.paging == Paging::Before("max_id") && self.form.first == FirstPage::Address {
            root["last"] = json!(format!("{}?min_id=0&page=true", self.id));
        }
        root
    }

    fn page(&self, number: usize, before: u64, gap: u32, query: &str) -> Value {
        let mut page = json!({
            "id": format!("{}?{query}", self.id),
            "type": "OrderedCollectionPage", "partOf": self.id,
        });
        let per_page = self.form.per_page.max(1);
        let skipped = match self.form.paging {
            Paging::Numbered => number.saturating_sub(1) * per_page,
            Paging::Before(_) => 0,
        };
        let gaps = self.form.said.empty_pages;
        let mut listed: Vec<Post> = Vec::new();
        if gap == 0 || gap > gaps {
            listed = self.listed(before).skip(skipped).take(per_page).collect();
        }
        let next = match (self.form.said.next, self.form.paging) {
            (NextPage::Missing, _) => None,
            (NextPage::Loops, _) => Some(self.first_address()),
            (NextPage::Ordinary, _) if gap > 0 && gap <= gaps => Some(match self.form.paging {
                Paging::Numbered => format!("{}?page={number}&gap={}", self.id, gap + 1),
                Paging::Before(name) => {
                    format!("{}?{name}={before}&page=true&gap={}", self.id, gap + 1)
                }
            }),
            (NextPage::Ordinary, paging) => listed.last().and_then(|last| {
                let is_full = listed.len() == per_page;
                let is_first = before == u64::MAX && skipped == 0;
                let gap = if gaps > 0 && is_first { "&gap=1" } else { "" };
                match paging {
                    // Mastodon's last page leads to an empty one.
                    Paging::Before(name) => {
                        Some(format!("{}?{name}={}&page=true{gap}", self.id, last.id))
                    }
                    Paging::Numbered => {
                        is_full.then(|| format!("{}?page={}{gap}", self.id, number + 1))
                    }
                }
            }),
        };
        if let Some(next) = next {
            page["next"] = json!(next);
        }
        if let (Paging::Before("max_id"), Some(newest)) = (self.form.paging, listed.first()) {
            page["prev"] = json!(format!("{}?min_id={}&page=true", self.id, newest.id));
        }
        page[self.key()] = listed.iter().map(|post| self.item(post)).collect();
        page
    }

    fn listed(&self, before: u64) -> impl Iterator<Item = Post> + '_ {
        let boosts = self.form.boosts;
        let posts = self.posts.before(before);
        posts.filter(move |post| post.is_listed() && (boosts || post.boost_of.is_none()))
    }

    fn item(&self, post: &Post) -> Value {
        let Self {
            world,
            origin,
            person,
            ..
        } = self;
        match self.form.items {
            _ if post.boost_of.is_some() => document::activity(world, origin, person, post, false),
            ItemForm::Embedded => document::activity(world, origin, person, post, true),
            ItemForm::Referenced => document::activity(world, origin, person, post, false),
            ItemForm::Address => json!(address::uri(world, origin, person, post.id)),
            ItemForm::Object => document::object(world, origin, person, post),
        }
    }

    fn count(&self, root: &mut Value) {
        if !self.form.said.without_total {
            let total = self.form.said.total;
            root["totalItems"] = json!(total.unwrap_or_else(|| self.person.statuses()));
        }
    }

    fn key(&self) -> &str {
        self.form.said.key.as_deref().unwrap_or("orderedItems")
    }

    fn first_query(&self) -> String {
        match self.form.paging {
            Paging::Before(_) => "page=true".to_owned(),
            Paging::Numbered => "page=1".to_owned(),
        }
    }

    fn first_address(&self) -> String {
        format!("{}?{}", self.id, self.first_query())
    }
}
