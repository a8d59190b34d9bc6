//! Which key signs what.

use std::{fs, io, path::PathBuf};

use chatdesk_http::{Auth, Jwks, Jwt, KeyError, OwnTokens, WeakSecret};
use secrecy::ExposeSecret;

use crate::{
    config,
    secret::{FolderSecret, Purpose},
};

/// Why a configured key cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    /// A secret.
    #[error("[auth] jwt_secret or proxy_secret cannot be used")]
    Weak(#[from] WeakSecret),
    /// The public key.
    #[error("[auth] jwt_public_key cannot be used")]
    PublicKey(#[source] KeyError),
    /// The file of the public key.
    #[error(
        "[auth] jwt_public_key: {} cannot be read; give a PEM itself, or the path of a file with it",
        path.display()
    )]
    PublicKeyFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The JWKS.
    #[error("[auth] jwks_file: {} cannot be used", path.display())]
    Jwks {
        /// The file.
        path: PathBuf,
        /// Why.
        source: KeyError,
    },
}

/// All ways to say who one is, as configured.
///
/// # Errors
/// [`KeysError`] says which key does not fit.
pub(crate) fn auth(auth: &config::Auth, secret: &FolderSecret) -> Result<Auth, KeysError> {
    let mut ways = Auth::new().jwt(jwt(auth, secret)?).visitors(own_tokens(auth, secret));
    if has_public_keys(auth) {
        ways = ways.jwt(console(auth, secret)?);
    }
    if let Some(shared) = &auth.proxy_secret {
        ways = ways.signed(shared.expose_secret().as_bytes())?;
    }
    Ok(ways)
}

/// Verifies the host's JWTs as configured: with its secret, its public keys, or else a secret of the folder's own.
///
/// # Errors
/// [`KeysError`] says which key does not fit.
pub(crate) fn jwt(auth: &config::Auth, secret: &FolderSecret) -> Result<Jwt, KeysError> {
    let jwt = match (&auth.jwt_secret, &auth.jwt_public_key, &auth.jwks_file) {
        (Some(shared), _, _) => Jwt::hs256(shared.expose_secret().as_bytes())?,
        (None, Some(key), _) => Jwt::pem(&pem(key)?).map_err(KeysError::PublicKey)?,
        (None, None, Some(path)) => Jwt::jwks(
            Jwks::file(path).map_err(|source| KeysError::Jwks { path: path.to_owned(), source })?,
        ),
        (None, None, None) => Jwt::hs256(secret.key(Purpose::Jwt).expose_secret())?,
    };
    let jwt = jwt
        .leeway(auth.leeway)
        .admin_claims(auth.admin_claims.clone())
        .user_claim(&auth.user_claim)
        .name_claim(&auth.name_claim)
        .email_claim(&auth.email_claim)
        .role_claim(&auth.role_claim);
    let jwt = match &auth.audience {
        Some(audience) => jwt.audience(audience),
        None => jwt,
    };
    Ok(match &auth.issuer {
        Some(issuer) => jwt.issuer(issuer),
        None => jwt,
    })
}

/// Makes the console's tokens: like the host's where there is a secret, else under a key of the folder.
///
/// # Errors
/// [`KeysError`] says which key does not fit.
pub(crate) fn console(auth: &config::Auth, secret: &FolderSecret) -> Result<Jwt, KeysError> {
    if has_public_keys(auth) {
        return Ok(Jwt::hs256(secret.key(Purpose::Console).expose_secret())?);
    }
    jwt(auth, secret)
}

const fn has_public_keys(auth: &config::Auth) -> bool {
    auth.jwt_public_key.is_some() || auth.jwks_file.is_some()
}

fn pem(key: &str) -> Result<String, KeysError> {
    if key.contains("-----BEGIN") {
        return Ok(key.to_owned());
    }
    let path = PathBuf::from(key);
    fs::read_to_string(&path).map_err(|source| KeysError::PublicKeyFile { path, source })
}

/// chatdesk's own tokens: always under a key of the folder, which no host knows.
fn own_tokens(auth: &config::Auth, secret: &FolderSecret) -> OwnTokens {
    OwnTokens::new(*secret.key(Purpose::OwnTokens).expose_secret(), auth.visitor_ttl)
}
