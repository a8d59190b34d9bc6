//! What the test kit itself promises.

mod clock;
mod folder;
mod memory;
