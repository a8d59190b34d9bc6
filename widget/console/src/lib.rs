//! The console that agents answer from.
