//! Streams: what is told to whom, and that nothing is skipped.

mod audience;
mod behind;
mod hints;
mod history;
mod lifetime;
mod resume;
