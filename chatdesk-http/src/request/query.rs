use std::{borrow::Cow, convert::Infallible, ops::RangeInclusive, str::FromStr, time::Duration};

use axum::extract::FromRequestParts;
use chatdesk_core::{Given, Invalid, Seq, Window};
use http::request::Parts;

use crate::App;

/// The largest number that every JSON reader keeps exact.
const LAST_SEQ: u64 = (1 << 53) - 1;

/// The values of a query. What does not fit is refused by name; nothing is clamped. Unknown ones are ignored.
pub(crate) struct QueryValues(Vec<(String, String)>);

impl FromRequestParts<App> for QueryValues {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes());
        Ok(Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()))
    }
}

impl QueryValues {
    /// The text under a name; twice is refused.
    pub(crate) fn text(&self, name: &str) -> Given<Option<&str>> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value);
        let first = values.next();
        match values.next() {
            Some(_) => Err(invalid(name, "is there twice; send one")),
            None => Ok(first.map(String::as_str)),
        }
    }

    /// A whole number within a range.
    pub(crate) fn number<N: FromStr + PartialOrd + std::fmt::Display>(
        &self,
        name: &str,
        range: &RangeInclusive<N>,
    ) -> Given<Option<N>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && range.contains(number));
        number.map(Some).ok_or_else(|| {
            let (from, to) = (range.start(), range.end());
            invalid(name, format!("is not a whole number from {from} to {to}"))
        })
    }

    /// Which messages of a session, from `after`, `before` and `limit`; the newest where neither end is named.
    pub(crate) fn window(&self, default_limit: u16) -> Given<Window> {
        let limit = self.number("limit", &(1..=200))?.unwrap_or(default_limit);
        let after = self.number("after", &(0..=LAST_SEQ))?;
        let before = self.number("before", &(1..=LAST_SEQ))?;
        match (after, before) {
            (Some(_), Some(_)) => Err(invalid("before", "cannot go with after; send one of them")),
            (Some(seq), None) => Ok(Window::After { seq: Seq::new(seq), limit }),
            (None, Some(seq)) => Ok(Window::Before { seq: Seq::new(seq), limit }),
            (None, None) => Ok(Window::Newest { limit }),
        }
    }

    /// How long to wait for something to happen, from whole seconds: 0 to 30.
    pub(crate) fn wait(&self) -> Given<Duration> {
        Ok(Duration::from_secs(self.number("wait", &(0..=30))?.unwrap_or(0)))
    }

    /// Text of a form that knows how to read itself.
    pub(crate) fn parsed<T>(&self, name: &str) -> Given<Option<T>>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error: T::Err| invalid(name, error.to_string()))
    }
}

pub(crate) fn invalid(name: &str, detail: impl Into<Cow<'static, str>>) -> Invalid {
    Invalid::new(format!("?{name}"), detail.into())
}

/// What was typed into a search field; empty for all.
pub(crate) fn search(query: &QueryValues) -> Given<String> {
    let search = query.text("search")?.unwrap_or_default().to_owned();
    if search.chars().count() > 200 {
        return Err(invalid("search", "has more than 200 characters"));
    }
    Ok(search)
}
