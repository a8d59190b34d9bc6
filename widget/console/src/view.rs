//! What the console looks like, as far as that is not in its style sheet.

mod composer;
mod entrance;
mod frame;
mod history;
mod icons;
mod list;
mod switch;
mod thread;
mod users;

pub(crate) use frame::frame;
