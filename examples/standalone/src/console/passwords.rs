//! Passwords hashed and checked, beside everything else that the server does.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use chatdesk_core::BoxError;
use chatdesk_http::Problem;
use tokio::sync::Semaphore;

/// Who waits longer than behind so many others is better told to come again.
const PLACES: usize = 64;
/// Of no password: whoever goes by no name, or has no password yet, takes as long as anybody.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZWJvZHlvcm5vYm9keQ$\
                       n0tTh3H4shOfAnyPasswordThatAnybodyHasxxxxxA";

/// Hashes with Argon2id, 19 MiB and two passes, as OWASP asks for at least.
#[derive(Debug)]
pub(super) struct Passwords {
    /// Half of the processors at most: log-ins do not starve the chats.
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Passwords {
    pub(super) fn new() -> Self {
        let n_processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            turns: Arc::new(Semaphore::new((n_processors / 2).max(1))),
            places: Arc::new(Semaphore::new(PLACES)),
        }
    }

    /// The hash of a password, with a salt of its own, as text that says how it was made.
    pub(super) async fn hash(&self, password: String) -> Result<String, Problem> {
        let hash = self.work(move || Argon2::default().hash_password(password.as_bytes())).await?;
        hash.map(|hash| hash.to_string()).map_err(|error| Problem::internal(error.into()))
    }

    /// Whether a password is the one of a hash. Where there is none it is not, and it takes as long to say so.
    pub(super) async fn fits(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, Problem> {
        let is_there = hash.is_some();
        let fits = move || {
            let hash = hash.as_deref().unwrap_or(NOBODYS);
            let hash = PasswordHash::new(hash)?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        };
        let fits: Result<bool, argon2::password_hash::phc::Error> = self.work(fits).await?;
        fits.map(|fits| fits && is_there).map_err(|error| Problem::internal(error.into()))
    }

    /// Does it in its turn, on a thread for such work. Whoever asked may go away: the turn lasts as long as the work.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = |error: BoxError| Problem::unavailable(error).retry_after(5);
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|e| busy(e.into()))?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|e| busy(e.into()))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((place, turn));
            done
        });
        done.await.map_err(|error| Problem::internal(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone() {
        let passwords = Passwords::new();
        let hash = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");

        let fits = async |password: &str, hash: &str| {
            passwords.fits(password.to_owned(), Some(hash.to_owned())).await.unwrap()
        };
        assert!(fits("correct horse", &hash).await);
        assert!(!fits("correct horsf", &hash).await);
        assert!(!fits("", &hash).await);
        assert_ne!(passwords.hash("correct horse".to_owned()).await.unwrap(), hash, "a salt");
    }

    #[tokio::test]
    async fn nobodys_password_is_none_and_is_hashed_all_the_same() {
        let passwords = Passwords::new();
        assert!(PasswordHash::new(NOBODYS).is_ok());
        assert!(!passwords.fits("correct horse".to_owned(), None).await.unwrap());
    }
}
