use std::thread;

use chatdesk_testkit::Folder;

use super::*;

#[test]
fn a_secret_is_made_once_and_read_again() {
    let folder = Folder::new();
    let path = folder.path().join("secret");

    let made = FolderSecret::open(&path).unwrap();
    let read = FolderSecret::open(&path).unwrap();

    assert_eq!(made.0.expose_secret(), read.0.expose_secret());
    assert_ne!(made.0.expose_secret(), &[0; 32]);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.len(), 64);
    assert!(text.bytes().all(|b| b.is_ascii_hexdigit()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_a_new_secret() {
    let folder = Folder::new();
    let path = folder.path().join("secret");

    FolderSecret::open(&path).unwrap();

    let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&path).unwrap());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn all_that_start_at_once_get_the_same_secret() {
    let folder = Folder::new();
    let path = folder.path().join("secret");

    let secrets: Vec<[u8; 32]> = thread::scope(|scope| {
        let open = || *FolderSecret::open(&path).unwrap().0.expose_secret();
        let starters: Vec<_> = (0..16).map(|_| scope.spawn(open)).collect();
        starters.into_iter().map(|starter| starter.join().unwrap()).collect()
    });

    assert!(secrets.iter().all(|secret| *secret == secrets[0]));
}

#[test]
fn what_is_not_a_secret_is_refused_and_kept() {
    let cases = ["", "abc", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"é".repeat(32)];
    for text in cases {
        let folder = Folder::new();
        let path = folder.path().join("secret");
        fs::write(&path, text).unwrap();

        let error = FolderSecret::open(&path).unwrap_err();

        assert!(matches!(error, SecretError::Malformed { .. }), "{text:?}: {error:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_line_end_behind_the_secret_is_forgiven() {
    let folder = Folder::new();
    let path = folder.path().join("secret");
    fs::write(&path, format!("{}\r\n", "0a".repeat(32))).unwrap();

    assert_eq!(FolderSecret::open(&path).unwrap().0.expose_secret(), &[10; 32]);
}

#[test]
fn keys_of_different_purposes_differ_from_each_other_and_from_the_secret() {
    let secret = FolderSecret(SecretBox::new(Box::new([7; 32])));

    let jwt = secret.key(Purpose::Jwt);
    let own = secret.key(Purpose::OwnTokens);

    assert_ne!(jwt.expose_secret(), own.expose_secret());
    assert_ne!(jwt.expose_secret(), secret.0.expose_secret());
    assert_ne!(own.expose_secret(), secret.0.expose_secret());
}

#[test]
fn a_folder_keeps_its_keys_from_version_to_version() {
    let secret = FolderSecret(SecretBox::new(Box::new([7; 32])));

    // Computed with `openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…`: a change here logs everybody out.
    assert_eq!(hex(secret.key(Purpose::Jwt).expose_secret()), JWT_OF_SEVENS);
    assert_eq!(hex(secret.key(Purpose::OwnTokens).expose_secret()), OWN_OF_SEVENS);
}

const JWT_OF_SEVENS: &str = "6e34d141664b023863eaaf3333cf2c9f176b5635fcdea883895534c6c7c99085";
const OWN_OF_SEVENS: &str = "fffa8ca17f5634e24ed0332c8e2c2a36e53e83d169ab8b61cd7d5b3e296ace7a";
