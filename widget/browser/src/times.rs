use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::words;

/// Writes instants for people, in their language and their time zone.
#[derive(Debug)]
pub struct Times {
    clock: js_sys::Intl::DateTimeFormat,
    day: js_sys::Intl::DateTimeFormat,
    date: js_sys::Intl::DateTimeFormat,
}

impl Times {
    /// For a language; the browser's own when it is empty or unknown.
    #[must_use]
    pub fn new(lang: &str) -> Self {
        let locales = Array::of1(&lang.into());
        let locales = if lang.is_empty() { Array::new() } else { locales };
        Self {
            clock: js_sys::Intl::DateTimeFormat::new(
                &locales,
                &style(&[("hour", "numeric"), ("minute", "2-digit")]),
            ),
            day: js_sys::Intl::DateTimeFormat::new(
                &locales,
                &style(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]),
            ),
            date: js_sys::Intl::DateTimeFormat::new(
                &locales,
                &style(&[("day", "numeric"), ("month", "short"), ("year", "numeric")]),
            ),
        }
    }

    /// `09:30`
    #[must_use]
    pub fn clock(&self, at: &Date) -> String {
        format(&self.clock, at)
    }

    /// `09:30` today, `16 Nov 2026` before
    #[must_use]
    pub fn short(&self, at: &Date) -> String {
        let is_today = day_key(at) == day_key(&Date::new_0());
        format(if is_today { &self.clock } else { &self.date }, at)
    }

    /// `16 Nov 2026, 09:30`
    #[must_use]
    pub fn full(&self, at: &Date) -> String {
        format!("{}, {}", format(&self.date, at), format(&self.clock, at))
    }

    /// `Today`, `Yesterday`, `Monday, 16 November`
    #[must_use]
    pub fn day(&self, at: &Date, now: &Date) -> String {
        let key = day_key(at);
        if key == day_key(now) {
            return words::TODAY.into();
        }
        let yesterday = Date::new(&JsValue::from_f64(now.get_time() - 86_400_000.0));
        if key == day_key(&yesterday) {
            return words::YESTERDAY.into();
        }
        format(&self.day, at)
    }
}

/// The day in this browser's time zone; the same for all instants of it.
pub(crate) fn day_key(at: &Date) -> u32 {
    at.get_full_year() * 400 + at.get_month() * 32 + at.get_date()
}

fn format(formatter: &js_sys::Intl::DateTimeFormat, at: &Date) -> String {
    let text = formatter.format().call1(&JsValue::UNDEFINED, at);
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn style(fields: &[(&str, &str)]) -> Object {
    let style = Object::new();
    for &(name, value) in fields {
        // A plain object takes every field.
        drop(Reflect::set(style.unchecked_ref(), &name.into(), &value.into()));
    }
    style
}
