//! What the console looks like, as far as that is not in its style sheet.

mod composer;
mod entrance;
mod frame;
mod head;
mod history;
mod icons;
mod labels;
mod list;
mod menu;
mod notices;
mod panel;
mod switch;
mod thread;
mod users;

pub(crate) use frame::frame;
