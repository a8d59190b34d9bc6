//! The live stream: who hears what, and how it is resumed without loss.

mod concern;
mod crowd;
mod erased;
mod far;
pub(crate) mod fold;
mod hints;
mod lifetime;
mod polls;
mod restart;
mod resume;
mod seats;
mod sockets;
