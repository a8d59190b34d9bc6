//! The live stream: who hears what, and how it is resumed without loss.

mod concern;
mod fold;
mod lifetime;
mod restart;
mod resume;
