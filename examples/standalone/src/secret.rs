//! The data folder's own secret, and the keys that are made of it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

/// 32 random bytes, made at the first start and never shown.
#[derive(Debug)]
pub(crate) struct FolderSecret(SecretBox<[u8; 32]>);

/// What a key is for. Keys of different purposes tell nothing about each other.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Signing JWTs where the host configured no secret of its own.
    Jwt,
    /// Signing the console's tokens where the host's are verified with public keys.
    Console,
    /// chatdesk's own tokens (`cdv_…`), whatever the host configured.
    OwnTokens,
}

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretError {
    /// The file cannot be read.
    #[error("the secret {} cannot be read; let this user read it", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be made.
    #[error("the secret {} cannot be made; choose a folder on an ordinary disk with --data", path.display())]
    Make {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds something else.
    #[error(
        "{} does not hold 64 hexadecimal digits; put the file back from a backup, or remove it so \
         that a new one is made (everybody then has to log in again)",
        path.display()
    )]
    Malformed {
        /// The file.
        path: PathBuf,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes for a new secret")]
    Random(#[source] getrandom::Error),
}

impl FolderSecret {
    /// Reads the secret, or makes it where there is none.
    ///
    /// Two processes that start at once end up with the same one.
    ///
    /// # Errors
    /// When it can be neither read nor made, or is not a secret.
    pub(crate) fn open(path: &Path) -> Result<Self, SecretError> {
        match read(path) {
            Err(SecretError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                make(path)?;
                // Whoever was first: what is on disk now is the secret of this folder.
                read(path)
            }
            known => known,
        }
    }

    /// The key for one purpose.
    pub(crate) fn key(&self, purpose: Purpose) -> SecretBox<[u8; 32]> {
        let label: &[u8] = match purpose {
            Purpose::Jwt => b"chatdesk jwt v1",
            Purpose::Console => b"chatdesk console v1",
            Purpose::OwnTokens => b"chatdesk own tokens v1",
        };
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("any length");
        mac.update(label);
        SecretBox::new(Box::new(mac.finalize().into_bytes().into()))
    }
}

fn read(path: &Path) -> Result<FolderSecret, SecretError> {
    let unreadable = |source| SecretError::Read { path: path.to_owned(), source };
    let text = fs::read(path).map_err(unreadable)?;
    let bytes = parse(&text).ok_or_else(|| SecretError::Malformed { path: path.to_owned() })?;
    warn_when_others_can_read(path).map_err(unreadable)?;
    Ok(FolderSecret(SecretBox::new(Box::new(bytes))))
}

/// Not refused: group rights are how containers hand out files, and a restored backup should start.
#[cfg(unix)]
fn warn_when_others_can_read(path: &Path) -> io::Result<()> {
    let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(path)?);
    if mode & 0o077 != 0 {
        let path = path.display();
        tracing::warn!(
            "other people of this machine can read {path}, and so make themselves administrators: \
             run `chmod 600 {path}`"
        );
    }
    Ok(())
}

#[cfg(not(unix))]
fn warn_when_others_can_read(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes the file under another name first and links it to its own: it is there whole or not at all, also after a
/// crash, and never in place of one that is there already.
fn make(path: &Path) -> Result<(), SecretError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(SecretError::Random)?;
    let mut suffix = [0; 8];
    getrandom::fill(&mut suffix).map_err(SecretError::Random)?;
    let draft = path.with_extension(hex(&suffix));
    let made = write(&draft, &hex(&secret)).and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    });
    let tidied = match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    made.and(tidied)
        .and_then(|()| sync_folder(path))
        .map_err(|source| SecretError::Make { path: path.to_owned(), source })
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A new name survives a crash of the machine once its folder is on disk.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Two digits for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 64 hexadecimal digits; an editor's line end behind them is forgiven.
fn parse(text: &[u8]) -> Option<[u8; 32]> {
    let text = std::str::from_utf8(text).ok()?.trim_ascii_end();
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
