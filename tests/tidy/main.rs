//! Rules of the tree that no compiler knows, each with a check and a proof that the check bites.
//!
//! The length of functions (60 lines) and of parameter lists (5) is clippy's to enforce; `limits`
//! makes sure that clippy is still told to.

#![expect(clippy::expect_used, reason = "a tree that cannot be read is a failed test")]

mod breach;
mod decisions;
mod hosts;
mod layers;
mod libraries;
mod limits;
mod map;
mod modules;
mod packages;
mod readmes;
mod toolchain;
mod tree;
mod waiting;
mod words;
mod workspace;
