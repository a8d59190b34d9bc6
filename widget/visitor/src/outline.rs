use chatdesk_api::{Person, Session, SessionStatus};
use chatdesk_widget_browser::{Writer, digits, list};
use chatdesk_widget_engine::Engine;

/// What stands around the log, as JSON for the scripts that show it; see `front.js`.
pub(crate) fn outline(engine: &Engine) -> String {
    let sessions = || engine.sessions().all();
    let selected = engine.selected();
    let elsewhere = sessions().filter(|session| Some(session.id.as_str()) != selected);
    let elsewhere: u64 = elsewhere.map(|session| session.unread_count).sum();
    let mut outline = Writer::new()
        .maybe("selected", selected)
        .raw("elsewhere", &digits(elsewhere))
        .raw("sessions", &list(sessions().map(entry)));
    if let Some(name) = engine.typing() {
        outline = outline.text("typing", name.unwrap_or_default());
    }
    if let Some(position) = engine.queue_position() {
        outline = outline.raw("position", &digits(position));
    }
    outline.finish()
}

fn entry(session: &Session) -> String {
    let last = session.last_message.as_ref();
    let at = last.map_or(&session.updated_at, |last| &last.timestamp);
    let is = |is| if is { "true" } else { "false" };
    Writer::new()
        .text("id", &session.id)
        .text("user", &session.user.id)
        .maybe("email", session.user.email.as_deref())
        .maybe("agent", session.agent.as_ref().and_then(name))
        .maybe("preview", last.map(|last| last.preview.as_str()))
        .text("at", at.as_str())
        .raw("unread", &digits(session.unread_count))
        .raw("waiting", is(session.status == SessionStatus::Waiting && session.last_seq > 0))
        .raw("ended", is(!session.is_active))
        .finish()
}

fn name(person: &Person) -> Option<&str> {
    person.name.as_deref()
}
