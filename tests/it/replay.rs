//! Requests and answers of a document, kept as data beside the test that replays them.

use chatdesk_tests::{Actor as _, Answer, Caller};
use serde::Deserialize;
use serde_json::Value;

/// A request of the document, and what it shows as the answer.
#[derive(Deserialize)]
pub(crate) struct Call {
    pub(crate) title: String,
    #[serde(rename = "as")]
    pub(crate) asker: String,
    method: String,
    path: String,
    body: Value,
    status: u16,
    answer: Value,
}

impl Call {
    /// The calls of a document.
    pub(crate) fn all(document: &str) -> Vec<Self> {
        serde_json::from_str(document).unwrap()
    }

    /// Asks as somebody, and holds the answer against what is shown.
    pub(crate) async fn replay(&self, asker: &Caller) -> Answer {
        // A `+` in a path is one; clients write it as they must.
        let path = self.path.strip_prefix("/api").unwrap().replace('+', "%2B");
        let request = asker.request(self.method.parse().unwrap(), &path);
        let request = if self.body.is_null() { request } else { request.json(&self.body) };
        let answer = asker.send(request).await;
        let came = answer.expect(self.status).json();
        assert!(holds(&came, &self.answer), "{}: {answer}\nnot {}", self.title, self.answer);
        answer
    }
}

/// Whether an answer holds all that the document shows; it may hold more. What differs from run to run, or is to be of a
/// kind alone, stands there in angle brackets.
fn holds(answer: &Value, shown: &Value) -> bool {
    match (answer, shown) {
        (answer, Value::String(kind)) if kind == "<boolean>" => answer.is_boolean(),
        (answer, Value::String(kind)) if kind == "<string>" => answer.is_string(),
        (answer, Value::String(kind)) if kind == "<array>" => answer.is_array(),
        (Value::String(time), Value::String(kind)) if kind == "<time>" => {
            time.len() == "2026-01-09T12:30:45.123456Z".len() && time.ends_with('Z')
        }
        (Value::String(text), Value::String(shown)) if shown.starts_with("<begins> ") => {
            text.starts_with(&shown["<begins> ".len()..])
        }
        (Value::Object(answer), Value::Object(shown)) => {
            let held = |(name, shown)| answer.get(name).is_some_and(|it| holds(it, shown));
            shown.iter().all(held)
        }
        (Value::Array(answer), Value::Array(shown)) => {
            answer.len() == shown.len() && answer.iter().zip(shown).all(|(a, s)| holds(a, s))
        }
        (answer, shown) => answer == shown,
    }
}
