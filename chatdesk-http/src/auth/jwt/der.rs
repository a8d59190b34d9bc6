//! As much of DER as three kinds of public keys need.

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT: u8 = 0x06;

/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// 1.2.840.10045.2.1
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// 1.2.840.10045.3.1.7
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// 1.3.101.112
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// What a `SubjectPublicKeyInfo` holds.
pub(super) enum Spki<'a> {
    /// Modulus and exponent, big-endian, perhaps with a zero in front.
    Rsa { n: &'a [u8], e: &'a [u8] },
    /// The uncompressed point.
    P256(&'a [u8]),
    /// The key itself.
    Ed25519(&'a [u8]),
}

/// Reads a `SubjectPublicKeyInfo`; `None` for a key of any other kind.
pub(super) fn read_spki(der: &[u8]) -> Option<Spki<'_>> {
    let info = whole(SEQUENCE, der)?;
    let (algorithm, rest) = take(SEQUENCE, info)?;
    let (kind, parameters) = take(OBJECT, algorithm)?;
    // The first byte counts bits of the last one that are not used.
    let [0, key @ ..] = whole(BIT_STRING, rest)? else { return None };
    match kind {
        RSA => read_rsa_key(key).map(|(n, e)| Spki::Rsa { n, e }),
        EC if whole(OBJECT, parameters)? == P256 => {
            (key.len() == 65 && key.first() == Some(&4)).then_some(Spki::P256(key))
        }
        ED25519 => (key.len() == 32).then_some(Spki::Ed25519(key)),
        _ => None,
    }
}

/// Modulus and exponent of an `RSAPublicKey`.
pub(super) fn read_rsa_key(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (n, rest) = take(INTEGER, whole(SEQUENCE, der)?)?;
    Some((n, whole(INTEGER, rest)?))
}

/// The content of a value that is all there is.
fn whole(tag: u8, der: &[u8]) -> Option<&[u8]> {
    take(tag, der).and_then(|(content, rest)| rest.is_empty().then_some(content))
}

/// The content of the first value, and what follows it.
fn take(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (len, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81 => {
            let (len, rest) = rest.split_first()?;
            (usize::from(*len), rest)
        }
        0x82 => {
            let (len, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*len)), rest)
        }
        _ => return None,
    };
    (*found == tag).then(|| rest.split_at_checked(len))?
}
