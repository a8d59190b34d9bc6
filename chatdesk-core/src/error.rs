//! Why a command was not carried out.

use crate::{BoxError, StoreError};

/// Why a command was not carried out. Nothing was changed, but for [`Error::Unavailable`], whose outcome may be unknown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such thing, or it is not the asker's: both look alike.
    #[error("there is no such thing")]
    NotFound,
    /// This kind of actor may not do this, whatever it is done to.
    #[error("this is not allowed for your role")]
    Forbidden,
    /// Chat is switched off for this customer.
    #[error("chat is switched off")]
    ChatDisabled,
    /// The session is over.
    #[error("the session has ended")]
    SessionEnded,
    /// They have not written for so long that the channel takes nothing but a template, and there is none.
    #[error("they have not written for 24 hours: the channel takes no message now")]
    WindowClosed,
    /// It cannot become so from where it stands, and why.
    #[error("{0}")]
    Conflict(&'static str),
    /// Something that was given does not fit.
    #[error("{0}")]
    Invalid(Invalid),
    /// Not now; a repeat under the same client id is safe.
    #[error("not available at the moment")]
    Unavailable(#[source] BoxError),
    /// A fault of chatdesk or of its data.
    #[error("an internal fault")]
    Internal(#[source] BoxError),
}

/// What was given, and why it does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {detail}")]
pub struct Invalid {
    /// Where it was given, in the words of the wire: `/content`, `?limit`, `{userId}`.
    pub field: String,
    /// What is wrong with it, with the value and the limit; never a person's text.
    pub detail: String,
}

impl Invalid {
    /// That `field` does not fit, and why.
    pub fn new(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { field: field.into(), detail: detail.into() }
    }
}

/// What an edge read from a request, or why it could not.
///
/// A command takes what was given as it is and refuses it in its turn: after access and repeats were looked at.
pub type Given<T> = Result<T, Invalid>;

/// The kinds of [`Error`], for those who branch on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// [`Error::NotFound`].
    NotFound,
    /// [`Error::Forbidden`].
    Forbidden,
    /// [`Error::ChatDisabled`].
    ChatDisabled,
    /// [`Error::SessionEnded`].
    SessionEnded,
    /// [`Error::WindowClosed`].
    WindowClosed,
    /// [`Error::Conflict`].
    Conflict,
    /// [`Error::Invalid`].
    Invalid,
    /// [`Error::Unavailable`].
    Unavailable,
    /// [`Error::Internal`].
    Internal,
}

impl ErrorKind {
    /// Every kind, for tables.
    pub const ALL: [Self; 9] = [
        Self::NotFound,
        Self::Forbidden,
        Self::ChatDisabled,
        Self::SessionEnded,
        Self::WindowClosed,
        Self::Conflict,
        Self::Invalid,
        Self::Unavailable,
        Self::Internal,
    ];
}

impl Error {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Forbidden => ErrorKind::Forbidden,
            Self::ChatDisabled => ErrorKind::ChatDisabled,
            Self::SessionEnded => ErrorKind::SessionEnded,
            Self::WindowClosed => ErrorKind::WindowClosed,
            Self::Conflict(_) => ErrorKind::Conflict,
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::Unavailable(_) => ErrorKind::Unavailable,
            Self::Internal(_) => ErrorKind::Internal,
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict | StoreError::Unavailable(_) => Self::Unavailable(error.into()),
            StoreError::Backend(_) => Self::Internal(error.into()),
        }
    }
}
