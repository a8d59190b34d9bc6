//! Conversations of staff as one of them sees them: the others are to each what customers are to the desk.

use crate::json::Json;

/// Says of what the server answered or told who is the other side to this one of the desk.
///
/// In a conversation of staff everybody is of the desk. What others wrote comes from the customer's side; how far oneself
/// has read is the desk's cursor, and what all the others have read the customer's. Its list is a list of sessions.
pub(crate) fn seen_by(own: &str, json: &mut Json) {
    turn(own, json, false);
}

fn turn(own: &str, json: &mut Json, is_around: bool) {
    let is_panel = is_around || is_panel(json) || is_panel(json.field("session"));
    let is_others = is_panel && !is_text(json.field("sender").field("id"), own);
    match json {
        Json::List(items) => items.iter_mut().for_each(|item| turn(own, item, is_panel)),
        Json::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "sender_type" if is_others => *value = Json::Text("user".into()),
                    "read" => sides(own, value),
                    "conversations" => {
                        *name = "sessions".into();
                        turn(own, value, false);
                    }
                    _ => turn(own, value, is_panel),
                }
            }
        }
        _ => {}
    }
}

fn is_panel(session: &Json) -> bool {
    is_text(session.field("kind"), "panel")
}

fn is_text(json: &Json, text: &str) -> bool {
    matches!(json, Json::Text(it) if it == text)
}

/// How far each member has read, as two sides. Where there are two sides they stay.
fn sides(own: &str, read: &mut Json) {
    let Json::Object(members) = &*read else { return };
    let is_side = |(name, _): &(String, Json)| name == "user" || name == "admin";
    if members.len() == 2 && members.iter().all(is_side) {
        return;
    }
    let seq = |value: &Json| if let Json::Number(seq) = value { *seq } else { 0 };
    let others = members.iter().filter(|(id, _)| id != own);
    let user = others.map(|(_, value)| seq(value)).min().unwrap_or(0);
    let admin = seq(read.field(own));
    *read = Json::Object(vec![
        ("user".into(), Json::Number(user)),
        ("admin".into(), Json::Number(admin)),
    ]);
}

#[cfg(test)]
mod tests {
    use super::seen_by;
    use crate::json::Json;

    /// What `ada` sees of it.
    fn seen(text: &str) -> Json {
        let mut json = Json::parse(text).unwrap();
        seen_by("ada", &mut json);
        json
    }

    fn json(text: &str) -> Json {
        Json::parse(text).unwrap()
    }

    #[test]
    fn what_others_wrote_is_the_other_sides_and_ones_own_the_desks() {
        let told = seen(
            r#"{"message": {"sender_type": "admin", "sender": {"id": "bo", "name": "Bo"}},
                "session": {"kind": "panel", "last_message": {"sender_type": "admin", "sender": {"id": "ada"}}}}"#,
        );

        assert_eq!(*told.field("message").field("sender_type"), Json::Text("user".into()));
        assert_eq!(*told.field("message").field("sender").field("name"), Json::Text("Bo".into()));
        let last = told.field("session").field("last_message");
        assert_eq!(*last.field("sender_type"), Json::Text("admin".into()));
    }

    #[test]
    fn all_messages_of_a_thread_are_turned_and_none_of_a_customers() {
        let of = |kind: &str| {
            let text = r#"{"messages": [{"sender_type": "admin", "sender": {"id": "bo"}}],
                "session": {"kind": "KIND"}}"#;
            let Json::List(messages) = seen(&text.replace("KIND", kind)).field("messages").clone()
            else {
                panic!("a list")
            };
            messages[0].field("sender_type").clone()
        };

        assert_eq!(of("panel"), Json::Text("user".into()));
        assert_eq!(of("support"), Json::Text("admin".into()));
    }

    #[test]
    fn the_desks_cursor_is_ones_own_and_the_customers_what_all_others_have_read() {
        let read = |text: &str| seen(&format!(r#"{{"read": {text}}}"#)).field("read").clone();

        assert_eq!(read(r#"{"ada": 7, "bo": 5, "cleo": 3}"#), json(r#"{"user": 3, "admin": 7}"#));
        assert_eq!(read(r#"{"ada": 7}"#), json(r#"{"user": 0, "admin": 7}"#), "nobody else");
        assert_eq!(read(r#"{"admin": 7, "user": 5}"#), json(r#"{"admin": 7, "user": 5}"#));
        assert_eq!(read(r#"{"admin": 7, "ada": 5}"#), json(r#"{"user": 7, "admin": 5}"#));
    }

    #[test]
    fn its_list_is_a_list_of_sessions() {
        let list = seen(
            r#"{"conversations": [{"kind": "panel", "last_message": {"sender_type": "admin", "sender": {"id": "bo"}}},
                {"kind": "support", "last_message": {"sender_type": "admin"}}]}"#,
        );

        let Json::List(sessions) = list.field("sessions") else { panic!("a list") };
        let side = |at: usize| sessions[at].field("last_message").field("sender_type").clone();
        assert_eq!(side(0), Json::Text("user".into()));
        assert_eq!(side(1), Json::Text("admin".into()));
    }
}
