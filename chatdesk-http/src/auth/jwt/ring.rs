//! The keys that tokens are verified with.

use std::{
    fmt, fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chatdesk_core::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey};
use tracing::warn;

use super::{
    known::Known,
    public::{KeyError, from_jwks},
};

/// The file is looked at no more often than this.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A file with more is none of keys.
const MAX_BYTES: u64 = 1024 * 1024;

/// A key, and the one algorithm that it is for: what a token says of itself chooses among keys, never how one is used.
pub(super) struct Key {
    pub(super) kid: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) decoding: DecodingKey,
}

impl Key {
    pub(super) const fn new(algorithm: Algorithm, decoding: DecodingKey) -> Self {
        Self { kid: None, algorithm, decoding }
    }

    fn fits(&self, algorithm: &str, kid: Option<&str>) -> bool {
        let ours = match self.algorithm {
            Algorithm::HS256 => "HS256",
            Algorithm::RS256 => "RS256",
            Algorithm::ES256 => "ES256",
            Algorithm::EdDSA => "EdDSA",
            _ => return false,
        };
        // A key without a name is meant by every name.
        ours == algorithm && (kid.is_none() || self.kid.is_none() || self.kid.as_deref() == kid)
    }
}

/// Keys that hold together, and the tokens that were found good under them: new keys know no token.
#[derive(Default)]
pub(super) struct Ring {
    keys: Vec<Key>,
    pub(super) known: Known,
}

impl Ring {
    pub(super) fn new(keys: Vec<Key>) -> Self {
        Self { keys, known: Known::default() }
    }

    /// The keys that may have signed a token which says this of itself.
    pub(super) fn candidates<'a>(
        &'a self,
        algorithm: &'a str,
        kid: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Key> {
        self.keys.iter().filter(move |key| key.fits(algorithm, kid))
    }
}

/// Where keys come from.
pub(super) enum Keys {
    /// These and no others.
    Fixed(Arc<Ring>),
    /// A file that may change.
    File(Box<File>),
}

impl Keys {
    pub(super) fn fixed(keys: Vec<Key>) -> Self {
        Self::Fixed(Arc::new(Ring::new(keys)))
    }

    /// The keys that count now.
    pub(super) fn ring(&self, now: Timestamp) -> Arc<Ring> {
        match self {
            Self::Fixed(ring) => Arc::clone(ring),
            Self::File(file) => file.ring(now),
        }
    }
}

/// The public keys of a host, as RFC 7517 writes them: text, or a file that is read again when it changes.
///
/// Keys for RS256, ES256 and `EdDSA` signatures count; all others are passed over. A token's `kid` chooses among them, and
/// without one every key of its algorithm is tried.
pub struct Jwks {
    pub(super) keys: Keys,
}

impl Jwks {
    /// These keys, for good.
    ///
    /// # Errors
    /// [`KeyError::NotJwks`], and [`KeyError::NoKeys`] when none can be used.
    pub fn text(text: &str) -> Result<Self, KeyError> {
        let keys = from_jwks(text)?;
        if keys.is_empty() {
            return Err(KeyError::NoKeys);
        }
        Ok(Self { keys: Keys::fixed(keys) })
    }

    /// The keys of a file, which is looked at when a token comes, at most once a second.
    ///
    /// One that becomes unreadable leaves the keys as they were, and is logged once.
    ///
    /// # Errors
    /// [`KeyError::Unreadable`], and as for [`Jwks::text`].
    pub fn file(path: impl Into<PathBuf>) -> Result<Self, KeyError> {
        let path = path.into();
        let text = read(&path).map_err(KeyError::Unreadable)?;
        let keys = from_jwks(&text)?;
        if keys.is_empty() {
            return Err(KeyError::NoKeys);
        }
        let ring = Arc::new(Ring::new(keys));
        let seen = Seen { ring, text, looked_at: None, is_told: false };
        Ok(Self { keys: Keys::File(Box::new(File { path, seen: Mutex::new(seen) })) })
    }
}

impl fmt::Debug for Jwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwks").finish_non_exhaustive()
    }
}

pub(super) struct File {
    path: PathBuf,
    seen: Mutex<Seen>,
}

/// What was last found.
struct Seen {
    ring: Arc<Ring>,
    text: String,
    looked_at: Option<Timestamp>,
    /// Whether what is wrong now was logged.
    is_told: bool,
}

impl File {
    fn ring(&self, now: Timestamp) -> Arc<Ring> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.looked_at.is_none_or(|at| now < at || now.since(at) >= LOOK_EVERY) {
            seen.looked_at = Some(now);
            self.look(&mut seen);
        }
        Arc::clone(&seen.ring)
    }

    fn look(&self, seen: &mut Seen) {
        let text = match read(&self.path) {
            Ok(text) if text == seen.text => {
                seen.is_told = false;
                return;
            }
            Ok(text) => Ok(text),
            Err(error) => Err(KeyError::Unreadable(error)),
        };
        match text.and_then(|text| from_jwks(&text).map(|keys| (text, keys))) {
            Ok((text, keys)) => {
                if keys.is_empty() {
                    warn!("the JWKS file holds no key that can be used: no token counts now");
                }
                *seen = Seen {
                    ring: Arc::new(Ring::new(keys)),
                    text,
                    looked_at: seen.looked_at,
                    is_told: false,
                };
            }
            Err(error) => {
                if !seen.is_told {
                    let error = &error as &(dyn std::error::Error + 'static);
                    warn!(error, "the JWKS file cannot be used; the keys from before count on");
                }
                seen.is_told = true;
            }
        }
    }
}

fn read(path: &std::path::Path) -> io::Result<String> {
    use io::Read as _;
    let mut text = String::new();
    fs::File::open(path)?.take(MAX_BYTES).read_to_string(&mut text)?;
    Ok(text)
}
