//! How one row of a log is drawn.

use crate::dom::Node;
use crate::json::digits;
use crate::page;
use crate::rows::{Bubble, Row, Shape};
use crate::words::say;

pub(crate) fn draw(row: &Row, words: &str) -> Node {
    match &row.shape {
        Shape::Day(day) => Node::make("div", &[("class", "day")]).with_text(day),
        Shape::Text(bubble) => {
            let article = Node::from(page::article());
            frame(&article, bubble);
            write(&article, &bubble.content, words);
            note(&article, bubble);
            article
        }
    }
}

/// Touches only what differs: a text may be selected, a link have the focus.
pub(crate) fn change(node: &Node, from: &Row, to: &Row, words: &str) {
    match (&from.shape, &to.shape) {
        (Shape::Text(from), Shape::Text(to)) => {
            frame(node, to);
            if from.content != to.content {
                write(node, &to.content, words);
            }
            if !is_noted_alike(from, to) {
                note(node, to);
            }
        }
        (_, Shape::Day(day)) => node.set_text(day),
        // A key is a day's or a text's for ever.
        (Shape::Day(_), Shape::Text(_)) => {}
    }
}

/// The text of a row, with links and with these words marked.
pub(crate) fn write(article: &Node, content: &str, words: &str) {
    page::content(article.part(1).as_ref(), content, words);
}

fn frame(article: &Node, bubble: &Bubble) {
    article.set("class", &bubble.class);
    article.set("data-state", bubble.state);
    article.set("aria-label", &bubble.author);
    if let Some(seq) = bubble.seq {
        article.set("data-seq", &digits(seq));
    }
    article.part(0).set_text(&bubble.author);
}

/// Only the last of a group says when it was, and whatever has not arrived.
fn has_note(bubble: &Bubble) -> bool {
    bubble.class.ends_with(" ends") || bubble.client_id.is_some()
}

fn is_noted_alike(one: &Bubble, other: &Bubble) -> bool {
    has_note(one) == has_note(other)
        && one.at == other.at
        && one.note == other.note
        && one.client_id == other.client_id
}

fn note(article: &Node, bubble: &Bubble) {
    let note = article.part(2);
    note.set_text("");
    if !has_note(bubble) {
        return;
    }
    if let Some(at) = bubble.at {
        note.add(&Node::from(page::time(at)));
    }
    if !bubble.note.is_empty() {
        note.add(&Node::make("span", &[]).with_text(&bubble.note));
    }
    let Some(client_id) = &bubble.client_id else { return };
    for (act, key) in [("retry", "log.retry"), ("discard", "log.discard")] {
        let button = Node::make("button", &[("type", "button"), ("class", "link")]);
        let button = button.with_text(&say(key));
        button.set("data-act", act);
        button.set("data-client", client_id);
        note.add(&button);
    }
}
