//! What cannot be used is refused before anything is sent, and nothing shows a secret.

use chatdesk_notify::{WhatsApp, WhatsAppReceiver, WhatsAppTemplate};

use crate::{
    given::{AGENT, TOKEN},
    inbound::receiver,
    provider::Provider,
    taken, whole,
};

#[test]
fn what_cannot_be_used_is_refused_with_its_name() {
    let error = |building: chatdesk_notify::WhatsAppBuilder| {
        let error = building.build().err().map(|error| error.to_string()).unwrap_or_default();
        assert!(!error.contains(TOKEN), "{error}");
        error
    };
    let of = |id: &str| WhatsApp::builder(id, TOKEN.into());
    for id in ["", "+1 555", "12a", "12/34"] {
        assert!(error(of(id)).contains("phone_number_id"), "{id}");
    }
    assert!(error(WhatsApp::builder("1", " ".into())).contains("access_token"));
    for version in ["", "26.0", "v26", "v.0", "v26.x", "v26.0/me"] {
        assert!(error(of("1").api_version(version)).contains("api_version"), "{version}");
    }
    let nameless = WhatsAppTemplate::new("", "en_US");
    assert!(error(of("1").template(nameless)).contains("template"));
    assert_eq!(error(of("1").api_version("v27.1")), "");
}

#[test]
fn nobody_can_sign_with_an_empty_secret() {
    let of = |secret: &str, token: &str| WhatsAppReceiver::new("1", secret.into(), token.into());
    assert!(of("", "verify").unwrap_err().to_string().contains("app_secret"));
    assert!(of("secret", "").unwrap_err().to_string().contains("verify_token"));
    assert!(of("secret", "verify").is_ok());
}

#[tokio::test]
async fn nothing_shows_a_secret_or_a_number() {
    let provider = Provider::new([taken("wamid.1")]).await;
    let parts = whole(&provider);
    let builder = WhatsApp::builder("106540352242922", TOKEN.into());
    let shown = format!("{parts:?} {builder:?} {:?}", receiver());

    for hidden in [TOKEN, AGENT, "49151", "106540352242922", "app-secret", "choose-me", "127.0.0.1"]
    {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
}
