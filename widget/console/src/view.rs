//! What the console looks like, as far as that is not in its style sheet.

mod choice;
mod commands;
mod composer;
mod deliveries;
mod entrance;
mod frame;
mod head;
mod history;
mod icons;
mod labels;
mod list;
mod menu;
mod notices;
mod pager;
mod panel;
mod picker;
mod settings;
mod switch;
mod talk;
mod team;
mod thread;
mod ticket;
mod tickets;
mod users;
mod ways;

pub(crate) use frame::frame;
