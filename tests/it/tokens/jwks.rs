use std::{path::Path, sync::Arc};

use chatdesk_tests::{Actor, HostKey, Launch, Server, TempFolder, eventually};
use serde_json::{Value, json};

use super::{good, hold, launch, shown};

fn write(path: &Path, keys: &[Value]) {
    std::fs::write(path, json!({ "keys": keys }).to_string()).unwrap();
}

/// A token under a key, naming it.
fn named(key: &HostKey, kid: &str) -> String {
    good(key).header("kid", kid).signed_by(key)
}

#[tokio::test]
async fn the_keys_of_a_jwks_count_by_name_or_by_algorithm_and_foreign_ones_are_passed_over() {
    let folder = TempFolder::new();
    let path = folder.join("jwks.json");
    let (rsa, p256, ed, old) =
        (HostKey::rsa(), HostKey::p256(), HostKey::ed25519(), HostKey::rsa());
    let encrypts = HostKey::p256();
    let mut of_encryption = encrypts.jwk("encrypts");
    of_encryption["use"] = "enc".into();
    let secret = HostKey::Secret(b"a secret that stands in a public file".to_vec());
    let text = "YSBzZWNyZXQgdGhhdCBzdGFuZHMgaW4gYSBwdWJsaWMgZmlsZQ";
    write(
        &path,
        &[
            json!({"kty": "oct", "kid": "oct", "alg": "HS256", "k": text}),
            json!({"kty": "lattice", "kid": "new"}),
            json!("not even a key"),
            of_encryption,
            rsa.jwk("rsa"),
            old.jwk("old"),
            p256.jwk("p256"),
            ed.jwk("ed"),
        ],
    );
    let server = Server::launch(launch().env("CHATDESK_AUTH_JWKS_FILE", &path)).await;
    let mut wrong = Vec::new();
    for (what, bad, good) in [
        ("another key's name", named(&rsa, "old"), named(&old, "old")),
        ("an unknown name", named(&rsa, "nobody"), named(&rsa, "rsa")),
        ("a name of another algorithm", named(&rsa, "p256"), named(&p256, "p256")),
        (
            "a key that nobody has",
            good(&rsa).signed_by(&HostKey::rsa()),
            good(&old).signed_by(&old),
        ),
        (
            "a key for encryption",
            good(&encrypts).signed_by(&encrypts),
            good(&p256).signed_by(&p256),
        ),
        ("a secret in public", named(&secret, "oct"), named(&ed, "ed")),
        ("a secret in public, unnamed", good(&secret).signed_by(&secret), good(&ed).signed_by(&ed)),
    ] {
        hold(&server, what, (&bad, &good), &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_jwks_file_that_changes_is_read_again_and_a_broken_one_leaves_the_keys() {
    let folder = TempFolder::new();
    let path = folder.join("jwks.json");
    let (before, after) = (HostKey::ed25519(), HostKey::p256());
    write(&path, &[before.jwk("1")]);
    let server = Server::launch(launch().env("CHATDESK_AUTH_JWKS_FILE", &path)).await;
    let (old, new) = (named(&before, "1"), named(&after, "2"));
    shown(&server, &old).await.expect(200);
    shown(&server, &new).await.expect(401);

    std::fs::write(&path, "{\"keys\": [").unwrap();
    eventually("the broken file is noticed", async || {
        shown(&server, &old).await.expect(200);
        server.stderr().contains("JWKS").then_some(())
    })
    .await;
    write(&path, &[after.jwk("2")]);
    eventually("the new key counts", async || {
        (shown(&server, &new).await.code() == 200).then_some(())
    })
    .await;

    // It was known as good: what was remembered of it went with its key.
    shown(&server, &old).await.expect(401);
}

#[tokio::test]
async fn a_file_without_a_key_and_two_keys_at_once_are_told_at_the_start() {
    let folder = Arc::new(TempFolder::new());
    let path = folder.join("jwks.json");
    let run = |launch: Launch| {
        let finished = launch.args(["--addr", "127.0.0.1:0"]).run();
        assert!(!finished.status.success());
        finished.stderr
    };
    let with = |file: &Path| Launch::bare().env("CHATDESK_AUTH_JWKS_FILE", file);
    assert!(run(with(&path)).contains("jwks.json"), "there is none");
    for text in ["", "[]", "{}", r#"{"keys": []}"#, r#"{"keys": [{"kty": "oct", "k": "YQ"}]}"#] {
        std::fs::write(&path, text).unwrap();
        let told = run(with(&path));
        assert!(told.contains("jwks_file") && told.contains("jwks.json"), "{text}: {told}");
    }
    let rsa = HostKey::ed25519();
    write(&path, &[rsa.jwk("1")]);
    let told = run(with(&path).env("CHATDESK_AUTH_JWT_PUBLIC_KEY", rsa.pem()));
    assert!(told.contains("JWKS_FILE") && told.contains("JWT_PUBLIC_KEY"), "{told}");
    for pem in
        ["-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n", "no-such-file.pem"]
    {
        let told = run(Launch::bare().env("CHATDESK_AUTH_JWT_PUBLIC_KEY", pem));
        assert!(told.contains("jwt_public_key") && !told.contains("MC4="), "{told}");
    }
}

#[tokio::test]
async fn where_public_keys_count_the_console_still_opens_and_token_says_what_to_do() {
    let folder = Arc::new(TempFolder::new());
    let key = HostKey::ed25519();
    let pem = folder.write("host.pem", key.pem());
    let launch = Launch::in_folder(Arc::clone(&folder));
    let launch = launch.args(["--addr", "127.0.0.1:0"]).env("CHATDESK_AUTH_JWT_PUBLIC_KEY", &pem);
    let server = Server::launch(launch).await;

    let code = json!({"code": server.console_code()});
    let request = chatdesk_tests::Request::new(http::Method::POST, "/console/session").json(&code);
    let token = server.api().send(request).await.expect(200).json()["token"].clone();
    let console =
        chatdesk_tests::User::with_token(server.api(), "console", token.as_str().unwrap());
    console.get("/admin/users").await.expect(200);

    let minting = Launch::in_folder(Arc::clone(&folder)).env("CHATDESK_AUTH_JWT_PUBLIC_KEY", &pem);
    let minted = minting.args(["token", "--sub", "42"]).run();
    assert!(!minted.status.success() && minted.stdout.is_empty(), "{}", minted.stdout);
    assert!(minted.stderr.contains("private key"), "{}", minted.stderr);
}
