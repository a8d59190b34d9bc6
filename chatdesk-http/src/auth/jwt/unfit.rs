use std::{fmt, time::Duration};

/// Why a token does not count, as far as its holder may know: of a good signature, when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Unfit {
    /// It did count, until so long ago.
    Expired(Duration),
    /// It will count, in so long.
    Early(Duration),
    /// Anything else.
    Otherwise,
}

/// For whoever set up the host: a clock that is wrong shows by how much.
impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired(ago) => write!(
                f,
                "the token expired {} seconds ago, by the clock here; get a new one",
                ago.as_secs()
            ),
            Self::Early(wait) => write!(
                f,
                "the token counts in {} seconds, by the clock here; set the clock that made it",
                wait.as_secs()
            ),
            Self::Otherwise => f.write_str("the token is malformed or not ours; get a new one"),
        }
    }
}
