//! Writes the fields of something as text, or reads them: every field is named once for both.
//!
//! It must not know what it writes.

/// Stands after every field. What is written holds none.
pub(super) const END: char = '\r';

/// Writes fields, or reads them in the same order.
#[derive(Default)]
pub(super) struct Pen<'a> {
    /// What is read; nothing while it writes.
    pub fields: Option<std::str::Split<'a, char>>,
    /// What is written.
    pub text: String,
    /// What was read is none that this pen wrote.
    pub broken: bool,
}

impl Pen<'_> {
    pub fn text(&mut self, value: &mut String) {
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

    pub fn number(&mut self, value: &mut u64) {
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

    pub fn count(&mut self, value: &mut u32) {
        let mut number = u64::from(*value);
        self.number(&mut number);
        *value = u32::try_from(number).unwrap_or(u32::MAX);
    }

    pub fn small(&mut self, value: &mut u8) {
        let mut number = u64::from(*value);
        self.number(&mut number);
        *value = u8::try_from(number).unwrap_or(u8::MAX);
    }

    pub fn place(&mut self, value: &mut usize) {
        let mut number = *value as u64;
        self.number(&mut number);
        *value = usize::try_from(number).unwrap_or(usize::MAX);
    }

    pub fn flag(&mut self, value: &mut bool) {
        let mut number = u64::from(*value);
        self.number(&mut number);
        *value = number == 1;
    }

    /// To the bit.
    pub fn moment(&mut self, value: &mut f64) {
        let mut bits = value.to_bits();
        self.number(&mut bits);
        *value = f64::from_bits(bits);
    }

    /// A value that may be missing, with what writes or reads it.
    pub fn maybe<T: Clone>(&mut self, value: &mut Option<T>, none: T, pass: fn(&mut Self, &mut T)) {
        let mut is = value.is_some();
        self.flag(&mut is);
        *value = is.then(|| {
            let mut inner = value.clone().unwrap_or(none);
            pass(self, &mut inner);
            inner
        });
    }

    pub fn several<T: Clone>(
        &mut self,
        values: &mut Vec<T>,
        none: &T,
        pass: fn(&mut Self, &mut T),
    ) {
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
    pub fn one_of<T: Copy + PartialEq>(&mut self, value: &mut T, all: &[T]) {
        let mut at = all.iter().position(|one| one == value).unwrap_or(all.len());
        self.place(&mut at);
        match all.get(at) {
            Some(read) => *value = *read,
            None => self.broken = true,
        }
    }
}
