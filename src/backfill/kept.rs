//! A backfill as text: all that there is to go on with. Every field is named once, for
//! writing and for reading; a text that was not written here gives nothing.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::text::{read_stored, write_stored};
use super::window::Window;
use super::{Account, Backfill, Pinned, Source, State};
use crate::budget::Budget;
use crate::view::{Counts, Delay, Depth, End, Halt, Wish};

/// Stands after every field. No address, id or window holds it.
const END: char = '\r';
/// The form of the text. One that is older or newer is not read.
const FORM: &str = "1";

impl Serialize for Backfill {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pen = Pen {
            text: FORM.to_owned(),
            ..Pen::default()
        };
        pen.text.push(END);
        self.clone().pass(&mut pen);
        serializer.serialize_str(&pen.text)
    }
}

impl<'de> Deserialize<'de> for Backfill {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut backfill = Self::new("", Account::default());
        let mut fields = text.split(END);
        let known = fields.next() == Some(FORM);
        let mut pen = Pen {
            fields: Some(fields),
            ..Pen::default()
        };
        backfill.pass(&mut pen);
        if known && !pen.broken {
            Ok(backfill)
        } else {
            Err(D::Error::custom("no backfill"))
        }
    }
}

/// Writes fields, or reads them in the same order.
#[derive(Default)]
struct Pen<'a> {
    /// What is read; nothing while it writes.
    fields: Option<std::str::Split<'a, char>>,
    text: String,
    broken: bool,
}

impl Pen<'_> {
    fn text(&mut self, value: &mut String) {
        if let Some(fields) = &mut self.fields {
            match fields.next() {
                Some(field) => field.clone_into(value),
                None => self.broken = true,
            }
        } else {
            self.text
                .extend(value.chars().filter(|letter| *letter != END));
            self.text.push(END);
        }
    }

    fn number(&mut self, value: &mut u64) {
        let mut text = match self.fields {
            Some(_) => String::new(),
            None => value.to_string(),
        };
        self.text(&mut text);
        match text.parse() {
            Ok(read) => *value = read,
            Err(_) => self.broken = true,
        }
    }

    fn count(&mut self, value: &mut u32) {
        let mut number = u64::from(*value);
        self.number(&mut number);
        *value = u32::try_from(number).unwrap_or(u32::MAX);
    }

    fn small(&mut self, value: &mut u8) {
        let mut number = u64::from(*value);
        self.number(&mut number);
        *value = u8::try_from(number).unwrap_or(u8::MAX);
    }

    fn place(&mut self, value: &mut usize) {
        let mut number = *value as u64;
        self.number(&mut number);
        *value = usize::try_from(number).unwrap_or(usize::MAX);
    }

    fn flag(&mut self, value: &mut bool) {
        let mut number = u64::from(*value);
        self.number(&mut number);
        *value = number == 1;
    }

    /// To the bit.
    fn moment(&mut self, value: &mut f64) {
        let mut bits = value.to_bits();
        self.number(&mut bits);
        *value = f64::from_bits(bits);
    }

    /// A value that may be missing, with what writes or reads it.
    fn maybe<T: Clone>(&mut self, value: &mut Option<T>, none: T, pass: fn(&mut Self, &mut T)) {
        let mut is = value.is_some();
        self.flag(&mut is);
        *value = is.then(|| {
            let mut inner = value.clone().unwrap_or(none);
            pass(self, &mut inner);
            inner
        });
    }

    fn several<T: Clone>(&mut self, values: &mut Vec<T>, none: &T, pass: fn(&mut Self, &mut T)) {
        let mut length = values.len();
        self.place(&mut length);
        for at in 0..length {
            if self.broken {
                return;
            }
            if at >= values.len() {
                values.push(none.clone());
            }
            pass(self, &mut values[at]);
        }
    }

    /// One of these.
    fn one_of<T: Copy + PartialEq>(&mut self, value: &mut T, all: &[T]) {
        let mut at = all.iter().position(|one| one == value).unwrap_or(all.len());
        self.place(&mut at);
        match all.get(at) {
            Some(read) => *value = *read,
            None => self.broken = true,
        }
    }

    fn window(&mut self, value: &mut Window) {
        let mut text = match self.fields {
            Some(_) => String::new(),
            None => value.write(),
        };
        self.text(&mut text);
        *value = Window::read(&text);
    }

    fn counts(&mut self, value: &mut Counts) {
        for count in [
            &mut value.arrived,
            &mut value.along,
            &mut value.was_there,
            &mut value.gone,
            &mut value.not_public,
            &mut value.refused,
            &mut value.not_answered,
            &mut value.too_young,
            &mut value.open,
            &mut value.boosts,
        ] {
            self.count(count);
        }
    }

    fn budget(&mut self, value: &mut Budget) {
        self.moment(&mut value.asked);
        let none = crate::step::RateLimit {
            limit: 0,
            remaining: 0,
            reset: 0.0,
        };
        self.maybe(&mut value.last, none, |pen, last| {
            pen.count(&mut last.limit);
            pen.count(&mut last.remaining);
            pen.moment(&mut last.reset);
        });
    }

    fn state(&mut self, state: &mut State) {
        const PLAIN: [fn() -> State; 9] = [
            || State::Consent,
            || State::Lookup,
            || State::Actor,
            || State::List,
            || State::Home,
            || State::Relationship,
            || State::Offered,
            || State::Native,
            || State::Pinned,
        ];
        let mut kind = match &*state {
            State::Profile => 9,
            State::HomePinned => 10,
            State::Permission(_) => 11,
            State::Rest(_) => 12,
            State::Ask(_) => 13,
            State::Check(_) => 14,
            State::Document(_) => 15,
            State::Single(_) => 16,
            State::Look(..) => 17,
            State::Ended(_) => 18,
            plain => PLAIN
                .iter()
                .position(|known| known() == *plain)
                .unwrap_or(usize::MAX),
        };
        self.place(&mut kind);
        let mut at = match &*state {
            State::Ask(at) | State::Check(at) | State::Document(at) | State::Single(at) => *at,
            State::Look(batch, _) => *batch,
            _ => 0,
        };
        if (13..=17).contains(&kind) {
            self.place(&mut at);
        }
        let mut inner = match &*state {
            State::Permission(inner) | State::Rest(inner) => (**inner).clone(),
            _ => State::Consent,
        };
        if matches!(kind, 11 | 12) && !self.broken {
            self.state(&mut inner);
        }
        *state = match kind {
            9 => State::Profile,
            10 => State::HomePinned,
            11 => State::Permission(Box::new(inner)),
            12 => State::Rest(Box::new(inner)),
            13 => State::Ask(at),
            14 => State::Check(at),
            15 => State::Document(at),
            16 => State::Single(at),
            17 => {
                let mut before = match state {
                    State::Look(_, before) => std::mem::take(before),
                    _ => String::new(),
                };
                self.text(&mut before);
                State::Look(at, before)
            }
            18 => {
                let mut end = match &*state {
                    State::Ended(end) => *end,
                    _ => End::Done,
                };
                self.one_of(&mut end, &ENDS);
                State::Ended(end)
            }
            plain => match PLAIN.get(plain) {
                Some(plain) => plain(),
                None => {
                    self.broken = true;
                    State::Consent
                }
            },
        };
    }

    fn halt(&mut self, halt: &mut Halt) {
        let mut until = match &*halt {
            Halt::HomeLimited(until) | Halt::NativeLimited(until) => *until,
            _ => 0.0,
        };
        let mut kind = match &*halt {
            Halt::HomeLimited(_) => Halt::HomeLimited(0.0),
            Halt::NativeLimited(_) => Halt::NativeLimited(0.0),
            other => *other,
        };
        self.one_of(&mut kind, &HALTS);
        self.moment(&mut until);
        *halt = match kind {
            Halt::HomeLimited(_) => Halt::HomeLimited(until),
            Halt::NativeLimited(_) => Halt::NativeLimited(until),
            other => other,
        };
    }

    fn depth(&mut self, depth: &mut Depth) {
        let (mut kind, mut bits) = match depth {
            Depth::Newest(count) => (0, u64::from(*count)),
            Depth::Since(since) => (1, since.to_bits()),
            Depth::All => (2, 0),
        };
        self.small(&mut kind);
        self.number(&mut bits);
        *depth = match kind {
            0 => Depth::Newest(u32::try_from(bits).unwrap_or(u32::MAX)),
            1 => Depth::Since(f64::from_bits(bits)),
            _ => Depth::All,
        };
    }

    fn source(&mut self, source: &mut Source) {
        let (mut kind, mut text) = match source {
            Source::Unknown => (0, String::new()),
            Source::Api(id) => (1, std::mem::take(id)),
            Source::Outbox(actor) => (2, std::mem::take(actor)),
        };
        self.small(&mut kind);
        self.text(&mut text);
        *source = match kind {
            0 => Source::Unknown,
            1 => Source::Api(text),
            _ => Source::Outbox(text),
        };
    }
}

const ENDS: [End; 8] = [
    End::Done,
    End::Stopped,
    End::NothingMissing,
    End::NotListed,
    End::OriginDown,
    End::NothingTaken,
    End::ScopeRefused,
    End::HomeUnreadable,
];
const HALTS: [Halt; 6] = [
    Halt::Wished,
    Halt::HomeLimited(0.0),
    Halt::HomeDown,
    Halt::SignedOut,
    Halt::NativeRefused,
    Halt::NativeLimited(0.0),
];
const DELAYS: [Delay; 6] = [
    Delay::Reserve,
    Delay::HomeLimited,
    Delay::OriginLimited,
    Delay::HomeDown,
    Delay::Arriving,
    Delay::Patience,
];
const WISHES: [Wish; 3] = [Wish::NoBots, Wish::NotIndexable, Wish::NotDiscoverable];
const PINNED: [Pinned; 4] = [
    Pinned::Unknown,
    Pinned::Known,
    Pinned::Awaited,
    Pinned::Over,
];

impl Backfill {
    /// Writes or reads every field.
    fn pass(&mut self, pen: &mut Pen<'_>) {
        // Without dots: a field that is added must be named here.
        let Self {
            home,
            account,
            order,
            state,
            now,
            ready,
            delay,
            halted,
            stuck,
            agreed,
            asks,
            follows,
            earlier,
            native,
            learned,
            source,
            cursor,
            pages,
            barren,
            passed,
            floor,
            cut_off,
            documents,
            listed,
            own_only,
            window,
            left_over,
            windows,
            finished,
            done,
            boosts,
            home_before,
            home_ended,
            home_pages,
            home_read,
            spare,
            marks,
            unseen,
            to_look,
            look_pages,
            rounds,
            idle,
            replans,
            in_patience,
            in_round,
            progress,
            faults,
            pauses,
            access_asked,
            nothing,
            suspects,
            probed,
            silent,
            taken,
            counts_off,
            pinned,
            home_budget,
            paging_budget,
            origin_budget,
            each,
            cost,
        } = self;
        pen.text(home);
        for text in [
            &mut account.acct,
            &mut account.local_id,
            &mut account.uri,
            &mut account.address,
        ] {
            pen.text(text);
        }
        pen.maybe(&mut account.total, 0, Pen::number);
        pen.several(&mut account.wishes, &Wish::NoBots, |pen, wish| {
            pen.one_of(wish, &WISHES);
        });
        pen.depth(&mut order.depth);
        pen.state(state);
        pen.one_of(delay, &DELAYS);
        pen.maybe(halted, Halt::Wished, Pen::halt);
        pen.maybe(earlier, (0.0, Counts::default()), |pen, earlier| {
            pen.moment(&mut earlier.0);
            pen.counts(&mut earlier.1);
        });
        pen.source(source);
        for text in [cursor, passed] {
            pen.maybe(text, String::new(), Pen::text);
        }
        pen.window(window);
        pen.window(left_over);
        pen.maybe(finished, String::new(), Pen::text);
        pen.counts(done);
        pen.text(home_before);
        let mut text = match pen.fields {
            Some(_) => String::new(),
            None => write_stored(spare),
        };
        pen.text(&mut text);
        *spare = read_stored(&text);
        pen.several(marks, &String::new(), Pen::text);
        pen.maybe(unseen, 0, Pen::place);
        pen.several(to_look, &0, Pen::place);
        pen.one_of(pinned, &PINNED);
        for moment in [now, ready, each] {
            pen.moment(moment);
        }
        for flag in [
            &mut order.replies,
            &mut order.young,
            &mut order.anyway,
            stuck,
            agreed,
            asks,
            cut_off,
            own_only,
            home_ended,
            in_round,
            in_patience,
            probed,
            progress,
            access_asked,
            suspects,
            taken,
            counts_off,
        ] {
            pen.flag(flag);
        }
        for flag in [follows, native, learned, documents] {
            pen.maybe(flag, false, Pen::flag);
        }
        for number in [listed, home_read, floor] {
            pen.number(number);
        }
        for count in [
            pages,
            barren,
            windows,
            boosts,
            home_pages,
            &mut cost.home,
            &mut cost.origin,
        ] {
            pen.count(count);
        }
        for small in [
            look_pages, rounds, idle, replans, faults, pauses, nothing, silent,
        ] {
            pen.small(small);
        }
        for budget in [home_budget, paging_budget, origin_budget] {
            pen.budget(budget);
        }
    }
}
