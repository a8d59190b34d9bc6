//! Public keys as operators have them: PEM text and the keys of a JWKS.

use std::io;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;

use super::{
    der::{Spki, read_rsa_key, read_spki},
    ring::Key,
};

/// Why a key cannot be used to verify tokens.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no PEM block, or more than one.
    #[error("this is not one PEM block, from -----BEGIN to -----END")]
    NotPem,
    /// A PEM block of another kind.
    #[error(
        "this is a {0}; a PUBLIC KEY is needed, such as `openssl pkey -in key.pem -pubout` prints"
    )]
    NotPublic(String),
    /// A public key of an algorithm that is not accepted.
    #[error("this key is none of RSA (RS256), P-256 (ES256) and Ed25519 (EdDSA)")]
    Unsupported,
    /// An RSA key that is too short to be safe, or too long to be checked.
    #[error("the RSA key has {bits} bits; 2048 to 8192 are accepted")]
    RsaBits {
        /// How many it has.
        bits: usize,
    },
    /// Text that is not a JWKS.
    #[error("this is not a JWKS, a JSON object with the list \"keys\"")]
    NotJwks,
    /// A JWKS in which nothing can be used.
    #[error("the JWKS holds no key for RS256, ES256 or EdDSA signatures")]
    NoKeys,
    /// The file of a JWKS cannot be read.
    #[error("the JWKS file cannot be read")]
    Unreadable(#[source] io::Error),
}

/// The key of one PEM block; its kind fixes the algorithm.
pub(super) fn from_pem(pem: &str) -> Result<Key, KeyError> {
    let (label, body) = block(pem).ok_or(KeyError::NotPem)?;
    let digits: String = body.split_whitespace().collect();
    let der = STANDARD.decode(digits).map_err(|_| KeyError::NotPem)?;
    match label {
        "PUBLIC KEY" => match read_spki(&der).ok_or(KeyError::Unsupported)? {
            Spki::Rsa { n, e } => rsa(n, e),
            Spki::P256(point) => Ok(Key::new(Algorithm::ES256, DecodingKey::from_ec_der(point))),
            Spki::Ed25519(key) => Ok(Key::new(Algorithm::EdDSA, DecodingKey::from_ed_der(key))),
        },
        "RSA PUBLIC KEY" => {
            let (n, e) = read_rsa_key(&der).ok_or(KeyError::Unsupported)?;
            rsa(n, e)
        }
        other => Err(KeyError::NotPublic(other.to_owned())),
    }
}

/// Label and content of the only block.
fn block(pem: &str) -> Option<(&str, &str)> {
    let (_, rest) = pem.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, rest) = rest.split_once("-----END ")?;
    let rest = rest.strip_prefix(label)?.strip_prefix("-----")?;
    (!rest.contains("-----BEGIN ")).then_some((label, body))
}

fn rsa(n: &[u8], e: &[u8]) -> Result<Key, KeyError> {
    let zeros = n.iter().take_while(|byte| **byte == 0).count();
    let n = n.get(zeros..).unwrap_or_default();
    let bits = n.len() * 8 - n.first().map_or(0, |byte| byte.leading_zeros() as usize);
    if !(2_048..=8_192).contains(&bits) {
        return Err(KeyError::RsaBits { bits });
    }
    Ok(Key::new(Algorithm::RS256, DecodingKey::from_rsa_raw_components(n, e)))
}

/// The keys of a JWKS that can be used here; what is for something else is passed over.
pub(super) fn from_jwks(text: &str) -> Result<Vec<Key>, KeyError> {
    let jwks: Jwks = serde_json::from_str(text).map_err(|_| KeyError::NotJwks)?;
    let keys = jwks.keys.into_iter().filter_map(|key| {
        // One key that cannot be read says nothing about the others (RFC 7517, section 5).
        let jwk: Jwk = serde_json::from_value(key).ok()?;
        jwk.key()
    });
    Ok(keys.collect())
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Jwk {
    fn key(self) -> Option<Key> {
        let verifies = |ops: &Vec<String>| ops.iter().any(|op| op == "verify");
        let is_for_signatures = self.usage.as_ref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(verifies);
        if !is_for_signatures {
            return None;
        }
        let key = match (&*self.kty, self.crv.as_deref()) {
            ("RSA", _) => rsa(&bytes(self.n.as_ref())?, &bytes(self.e.as_ref())?).ok()?,
            ("EC", Some("P-256")) => {
                let (x, y) = (coordinate(self.x.as_ref())?, coordinate(self.y.as_ref())?);
                // The uncompressed form of a point: SEC 1, section 2.3.3.
                let point = [&[4], x.as_slice(), &y].concat();
                Key::new(Algorithm::ES256, DecodingKey::from_ec_der(&point))
            }
            ("OKP", Some("Ed25519")) => {
                let key = coordinate(self.x.as_ref())?;
                Key::new(Algorithm::EdDSA, DecodingKey::from_ed_der(&key))
            }
            _ => return None,
        };
        let is_its_own = match self.alg.as_deref() {
            None => true,
            Some("RS256") => key.algorithm == Algorithm::RS256,
            Some("ES256") => key.algorithm == Algorithm::ES256,
            Some("EdDSA" | "Ed25519") => key.algorithm == Algorithm::EdDSA,
            Some(_) => false,
        };
        is_its_own.then(|| Key { kid: self.kid, ..key })
    }
}

fn bytes(text: Option<&String>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text?).ok()
}

/// 32 bytes: one coordinate of a point, or a whole key.
fn coordinate(text: Option<&String>) -> Option<Vec<u8>> {
    bytes(text).filter(|bytes| bytes.len() == 32)
}
