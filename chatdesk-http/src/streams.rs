//! Streams and long polls: one source of events, whatever carries them.

mod commands;
mod feed;
mod poll;
mod seats;
mod socket;
mod stay;

pub(crate) use self::{
    commands::Commands,
    feed::{Feed, Next, data, jitter},
    poll::{Holds, Known, poll, wait_for_change},
    seats::Seats,
    socket::{Introduced, serve},
    stay::{End, Stay},
};
