//! What somebody sent that is not text.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A picture, a voice, a file that somebody of a text channel sent, as far as the provider describes it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// The text beside it; often empty.
    pub caption: String,
    /// Its type, for example `image/jpeg`, as the provider says.
    pub mime_type: Option<String>,
    /// What the file is called, as the sender says.
    pub name: Option<String>,
    /// What the provider calls it: what it can be fetched by, for as long as the provider keeps it.
    pub provider_id: Option<String>,
}

impl Media {
    /// Something of which nothing is known but the text beside it.
    #[must_use]
    pub fn beside(caption: String) -> Self {
        Self { caption, ..Self::default() }
    }
}

/// Shows what it is, and hides the rest.
impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Media").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound, or a voice.
    Audio,
    /// A sticker.
    Sticker,
    /// A place.
    Location,
    /// Somebody's name and numbers.
    Contacts,
    /// A file, and whatever is none of the others.
    #[default]
    File,
}

impl MediaKind {
    /// The word for people and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Sticker => "sticker",
            Self::Location => "location",
            Self::Contacts => "contacts",
            Self::File => "file",
        }
    }
}
