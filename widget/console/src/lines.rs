//! The rows of the thread that is shown.

use chatdesk_widget_browser::{Row, Shape, rows};
use chatdesk_widget_engine::{Engine, Side};

use crate::names;

/// The lines of the log; a chat has one customer, who is called the same in all of them.
pub(crate) fn lines(engine: &Engine) -> Vec<Row> {
    let mut lines = rows(engine, Side::Desk);
    let Some(session) = engine.session() else { return lines };
    let name = names::person(session.user.name.as_deref(), &session.user.id);
    for line in &mut lines {
        if let Shape::Text(bubble) = &mut line.shape
            && bubble.class.contains("theirs")
        {
            bubble.author.clone_from(&name);
        }
    }
    lines
}
