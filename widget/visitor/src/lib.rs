#![doc = include_str!("../README.md")]

mod outline;
mod texts;
mod tokens;
mod widget;
mod window;

pub use widget::{begin, close, identify, logout, open, prefill, select, toggle, token};

/// A third of the weight of the standard library's; see `docs/decisions/small-allocator.md`.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
