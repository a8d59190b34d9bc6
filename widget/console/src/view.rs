//! What the console looks like, as far as that is not in its style sheet.

mod commands;
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
mod picker;
mod settings;
mod switch;
mod thread;
mod users;

pub(crate) use frame::frame;
