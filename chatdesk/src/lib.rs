#![doc = include_str!("../README.md")]

#[cfg(all(feature = "sqlite", feature = "widget"))]
pub mod guide;

/// What a host writes above its implementations of [`Store`], [`Notifier`], [`Clock`] and `Authenticator`.
pub use async_trait::async_trait;
#[doc(inline)]
pub use chatdesk_core::*;
#[cfg(feature = "http")]
#[doc(inline)]
pub use chatdesk_http::*;
#[cfg(feature = "webhook")]
#[doc(inline)]
pub use chatdesk_notify::*;
#[cfg(feature = "sqlite")]
#[doc(inline)]
pub use chatdesk_store_sqlite::*;
