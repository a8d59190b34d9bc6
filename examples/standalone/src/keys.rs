//! Which secret signs what.

use chatdesk_http::{Jwt, OwnTokens, WeakSecret};
use secrecy::ExposeSecret;

use crate::{
    config::Auth,
    secret::{FolderSecret, Purpose},
};

/// Verifies and makes JWTs as configured, with the host's secret, or else with one of the folder's own.
///
/// # Errors
/// When the configured secret is too short, which the configuration refuses before.
pub(crate) fn jwt(auth: &Auth, secret: &FolderSecret) -> Result<Jwt, WeakSecret> {
    let jwt = match &auth.jwt_secret {
        Some(shared) => Jwt::hs256(shared.expose_secret().as_bytes()),
        None => Jwt::hs256(secret.key(Purpose::Jwt).expose_secret()),
    }?;
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

/// chatdesk's own tokens: always under a key of the folder, which no host knows.
pub(crate) fn own_tokens(auth: &Auth, secret: &FolderSecret) -> OwnTokens {
    OwnTokens::new(*secret.key(Purpose::OwnTokens).expose_secret(), auth.visitor_ttl)
}
