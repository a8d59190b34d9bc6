//! What a webhook is made of, and what of it is shown.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chatdesk_core::{HostEvent, Interest, Notifier as _};
use chatdesk_notify::{ParseReceiverUrlError, ParseSecretError, ReceiverUrl, WebhookSecret};

use crate::{SECRET, TOKEN, assert_silent, at_home, secret};

#[test]
fn a_secret_has_24_to_64_bytes() {
    for (n_bytes, fits) in
        [(0, false), (23, false), (24, true), (32, true), (64, true), (65, false)]
    {
        let text = format!("whsec_{}", STANDARD.encode(vec![b'k'; n_bytes]));
        assert_eq!(text.parse::<WebhookSecret>().is_ok(), fits, "{n_bytes}");
    }
}

#[test]
fn anything_else_is_no_secret() {
    let bare = SECRET.trim_start_matches("whsec_");
    let others = [
        bare.to_owned(),
        format!("WHSEC_{bare}"),
        format!(" {SECRET}"),
        format!("{SECRET}\n"),
        SECRET.trim_end_matches('=').to_owned(),
        format!("whsec_{}", "_-".repeat(20)),
        "whsec_".to_owned(),
        String::new(),
    ];
    for text in others {
        assert_eq!(text.parse::<WebhookSecret>().unwrap_err(), ParseSecretError, "{text:?}");
    }
}

#[test]
fn a_url_that_cannot_be_posted_to_is_told_without_showing_it() {
    use ParseReceiverUrlError::{Credentials, NotAUrl, Protocol};
    let rows = [
        ("", NotAUrl),
        ("receiver.example", NotAUrl),
        ("/hook", NotAUrl),
        ("https://", NotAUrl),
        ("https://[::1", NotAUrl),
        ("https://300.1.1.1/", NotAUrl),
        ("https://receiver.example:99999/", NotAUrl),
        ("ftp://receiver.example/", Protocol),
        ("file:///etc/passwd", Protocol),
        ("unix:/run/docker.sock", Protocol),
        ("javascript:alert(1)", Protocol),
        ("https://ann@receiver.example/", Credentials),
        ("https://ann:s3same@receiver.example/", Credentials),
        ("https://:s3same@receiver.example/", Credentials),
    ];
    for (url, why) in rows {
        let error = format!("{url}#{TOKEN}").parse::<ReceiverUrl>().unwrap_err();
        assert_eq!(error, why, "{url}");
        for hidden in [TOKEN, "receiver", "s3same"] {
            assert!(!error.to_string().contains(hidden), "{url}: {error}");
        }
    }
}

#[test]
fn a_webhook_is_called_by_its_name_or_by_what_its_url_comes_to() {
    let kind = |url| at_home(url).build().unwrap().kind().to_owned();
    let [one, other] = ["https://one.example/", "https://other.example/"].map(kind);
    assert_eq!(one, kind("https://one.example/"));
    assert_ne!(one, other);
    assert!(one.starts_with("webhook-") && one.len() == 16, "{one}");

    let named = |name: &str| at_home("https://one.example/").named(name).build();
    assert_eq!(named("crm-2").unwrap().kind(), "crm-2");
    for name in ["", "CRM", "a.b", "a b", "a:b", "ä", &"x".repeat(33)] {
        named(name).unwrap_err();
    }
}

#[test]
fn a_webhook_is_told_all_or_what_it_is_to_be_told() {
    let url = "https://one.example/";
    let all = at_home(url).build().unwrap().interest();
    assert_eq!(
        all,
        Interest { unread: Some(chatdesk_core::Reach::Own), ..Interest::events(HostEvent::ALL) }
    );
    for interest in [Interest::UNREAD, Interest::events([HostEvent::Ticket])] {
        let webhook = at_home(url).interest(interest.clone()).build().unwrap();
        assert_eq!(webhook.interest(), interest);
    }
}

#[test]
fn nothing_shows_where_it_goes_or_what_it_signs_with() {
    let url = format!("https://receiver.example/{TOKEN}");
    let building = at_home(&url);
    assert_silent(&building);
    let webhook = building.build().unwrap();
    assert_silent(&webhook);
    assert!(!format!("{webhook:?}").contains("receiver.example"));
    assert_eq!(format!("{:?}", secret()), "WebhookSecret(…)");
    assert_eq!(format!("{:?}", url.parse::<ReceiverUrl>().unwrap()), "ReceiverUrl(…)");
}
