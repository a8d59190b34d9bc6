#![doc = include_str!("../README.md")]

#[path = "../dist/assets.rs"]
mod assets;

pub use assets::ASSETS;

/// One built file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where it stands below the server's root, such as `widget/visitor.js`.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
    /// Its entity tag, with the quotes around it.
    pub etag: &'static str,
}

/// The file at `path`, which is relative to the server's root.
#[must_use]
pub fn asset(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}
