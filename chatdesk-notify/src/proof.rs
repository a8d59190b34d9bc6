//! What proves that a post comes from its provider. Nothing is compared but in constant time.

use aws_lc_rs::{constant_time, digest, hmac};
use secrecy::{ExposeSecret as _, SecretString};

/// Whether both are the same. Their hashes are compared, so that not even the length shows.
pub(crate) fn is_same(given: &str, secret: &SecretString) -> bool {
    let [given, kept] = [given, secret.expose_secret()]
        .map(|text| digest::digest(&digest::SHA256, text.as_bytes()));
    constant_time::verify_slices_are_equal(given.as_ref(), kept.as_ref()).is_ok()
}

/// Which HMAC a provider signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mac {
    Sha1,
    Sha256,
}

impl Mac {
    /// Whether `signature` is that of `bytes` under `secret`.
    pub(crate) fn is_of(self, bytes: &[u8], secret: &SecretString, signature: &[u8]) -> bool {
        let algorithm = match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
        };
        let key = hmac::Key::new(algorithm, secret.expose_secret().as_bytes());
        hmac::verify(&key, bytes, signature).is_ok()
    }
}

/// The bytes that hexadecimal digits stand for, in small or large letters.
pub(crate) fn of_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_signatures_are_known() {
        let secret = SecretString::from("secret");
        let sha256 = "0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914";
        let signature = of_hex(sha256).unwrap_or_default();
        assert!(Mac::Sha256.is_of(b"test", &secret, &signature));
        assert!(!Mac::Sha256.is_of(b"tesu", &secret, &signature));
        assert!(!Mac::Sha256.is_of(b"test", &SecretString::from("secreu"), &signature));
        assert!(!Mac::Sha1.is_of(b"test", &secret, &signature));
        assert!(!Mac::Sha256.is_of(b"test", &secret, &[]));
        // RFC 2202, the second case.
        let sha1 = of_hex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79").unwrap_or_default();
        let jefe = SecretString::from("Jefe");
        assert!(Mac::Sha1.is_of(b"what do ya want for nothing?", &jefe, &sha1));
    }

    #[test]
    fn hexadecimal_digits_are_read() {
        assert_eq!(of_hex("00fFa1"), Some(vec![0, 255, 161]));
        assert_eq!(of_hex(""), Some(vec![]));
        for unfit in ["0", "0g", "é0", "0x00", " 00"] {
            assert_eq!(of_hex(unfit), None, "{unfit}");
        }
    }

    #[test]
    fn only_the_same_is_the_same() {
        let secret = SecretString::from("verify");
        assert!(is_same("verify", &secret));
        for other in ["", "verif", "verify ", "Verify"] {
            assert!(!is_same(other, &secret), "{other}");
        }
    }
}
