//! What is changed beside the engine, and why it could not be.

use chatdesk_widget_browser::{Answered, Api, Decode as _, Json, say, say_with};

use crate::console::Console;

/// Why something was not done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The HTTP status; 0 where nobody answered.
    pub(crate) status: u32,
    /// In words.
    pub(crate) words: String,
    /// What is wrong with which field, by its pointer such as `/title`.
    pub(crate) fields: Vec<(String, String)>,
}

/// Asks, and says why not where it was refused.
pub(crate) async fn send(
    api: &Api,
    method: &str,
    path: &str,
    body: Option<&str>,
) -> Result<Json, Refusal> {
    let answered = api.exchange(method, path, body).await;
    if (200..300).contains(&answered.status) {
        return Ok(answered.json);
    }
    Err(Refusal::of(&answered))
}

/// As [`send`], of the console's own interface; somebody whose token ran out comes to the door.
pub(crate) async fn change(
    console: Console,
    method: &str,
    path: &str,
    body: Option<&str>,
) -> Result<Json, Refusal> {
    let answer = send(&console.api(), method, path, body).await;
    if answer.as_ref().is_err_and(|refusal| refusal.status == 401) {
        console.doubt_token();
    }
    answer
}

impl Refusal {
    fn of(answered: &Answered) -> Self {
        let detail = String::decode(answered.json.field("detail")).unwrap_or_default();
        let words = match answered.status {
            0 => say("console.refused.offline"),
            403 => say("console.refused.forbidden"),
            429 => {
                let minutes = answered.retry_after_s.div_ceil(60).max(1).to_string();
                say_with("console.refused.often", &[("minutes", &minutes)])
            }
            422 => say("console.refused.fields"),
            500.. => say("console.refused.server"),
            _ if detail.is_empty() => say("console.refused.other"),
            _ => detail,
        };
        let fields = match answered.json.field("errors") {
            Json::List(errors) => errors.iter().filter_map(field).collect(),
            _ => Vec::new(),
        };
        Self { status: answered.status, words, fields }
    }

    /// What is wrong with the field of this pointer, or with a part of it.
    pub(crate) fn of_field(&self, pointer: &str) -> Option<String> {
        let is_it = |found: &str| {
            found.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.fields.iter().find(|(found, _)| is_it(found)).map(|(_, detail)| detail.clone())
    }
}

fn field(error: &Json) -> Option<(String, String)> {
    Some((String::decode(error.field("pointer"))?, String::decode(error.field("detail"))?))
}

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn a_field_is_found_by_its_pointer_and_by_those_of_its_parts() {
        let fields = vec![("/hours/days/0/from".into(), "no time".into())];
        let refusal = Refusal { fields, ..Refusal::default() };

        assert_eq!(refusal.of_field("/hours").as_deref(), Some("no time"));
        assert_eq!(refusal.of_field("/hours/days/0/from").as_deref(), Some("no time"));
        assert_eq!(refusal.of_field("/hour"), None);
        assert_eq!(refusal.of_field("/hours/days/1"), None);
    }
}
