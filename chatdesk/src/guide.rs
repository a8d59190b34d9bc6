//! The guide: one page for each thing that a host wants to do; every example in it is a test.

#[doc = include_str!("../docs/logins.md")]
pub mod logins {}

#[doc = include_str!("../docs/mounts.md")]
pub mod mounts {}

#[doc = include_str!("../docs/notifiers.md")]
pub mod notifiers {}

#[doc = include_str!("../docs/text-channels.md")]
pub mod text_channels {}

#[doc = include_str!("../docs/stores.md")]
pub mod stores {}

#[doc = include_str!("../docs/clocks.md")]
pub mod clocks {}

#[doc = include_str!("../docs/serving.md")]
pub mod serving {}
