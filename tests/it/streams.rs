//! The live stream: who hears what, and how it is resumed without loss.

mod concern;
mod erased;
mod far;
mod fold;
mod lifetime;
mod restart;
mod resume;
