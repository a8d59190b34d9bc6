use wasm_bindgen::JsValue;

use crate::{now_ms, page, words};

const DAY_MS: f64 = 86_400_000.0;

/// Writes instants for people, in their language and their time zone.
#[derive(Clone, Debug)]
pub struct Times {
    writers: JsValue,
}

impl Times {
    /// For a language; the browser's own when it is empty or unknown.
    #[must_use]
    pub fn new(lang: &str) -> Self {
        Self { writers: page::writers(lang) }
    }

    /// An instant of the contract, in milliseconds since the epoch.
    #[must_use]
    pub fn read(text: &str) -> f64 {
        page::instant(text)
    }

    /// `09:30`
    #[must_use]
    pub fn clock(&self, at: f64) -> String {
        page::write(&self.writers, 0, at)
    }

    /// `09:30` today, `16 Nov 2026` before
    #[must_use]
    pub fn short(&self, at: f64) -> String {
        if day_key(at) == day_key(now()) { self.clock(at) } else { self.date(at) }
    }

    /// `16 Nov 2026, 09:30`
    #[must_use]
    pub fn full(&self, at: f64) -> String {
        let mut text = self.date(at);
        text.push_str(", ");
        text.push_str(&self.clock(at));
        text
    }

    /// `Today`, `Yesterday`, `Monday, 16 November`
    #[must_use]
    pub fn day(&self, at: f64) -> String {
        let key = day_key(at);
        if key == day_key(now()) {
            words::TODAY.into()
        } else if key == day_key(now() - DAY_MS) {
            words::YESTERDAY.into()
        } else {
            page::write(&self.writers, 1, at)
        }
    }

    fn date(&self, at: f64) -> String {
        page::write(&self.writers, 2, at)
    }
}

/// The day in this browser's time zone; the same for all instants of it.
pub(crate) fn day_key(at: f64) -> u32 {
    page::day(at)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds fit a float until the year 287396")]
pub(crate) fn now() -> f64 {
    now_ms() as f64
}
