//! The tokens with which FCM is asked.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chatdesk_core::{Delivery, Notifier as _};
use chatdesk_notify::{ParseServiceAccountError, ServiceAccount};
use chatdesk_testkit::given::NOW;
use serde_json::{Value, json};

use super::{EMAIL, PEM, account_json, fcm, google, push_one, sent};
use crate::{
    provider::{Answer, Provider, Request},
    told::{assert_silent, browser, delivery, shown, unread, wording},
};

fn refused() -> Answer {
    Answer::new(401, json!({"error": {"code": 401, "status": "UNAUTHENTICATED"}}))
}

fn bearer(request: &Request) -> &str {
    &request.headers["authorization"]
}

fn later(wait: Duration) -> Delivery {
    let mut delivery = delivery(unread(browser(), "Ada", "hello"));
    delivery.at = NOW.plus(wait);
    delivery
}

#[tokio::test]
async fn an_assertion_says_who_asks_for_what_and_until_when() {
    let google = google(|_| sent()).await;
    assert_eq!(shown(&push_one(&google).await), "sent");
    let [asked] = &google.asked("/token")[..] else { panic!() };
    assert_eq!(asked.headers["content-type"], "application/x-www-form-urlencoded");
    let body = asked.body.strip_prefix(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=",
    );
    let parts: Vec<_> = body.unwrap().split('.').collect();
    let [head, claims] = [parts[0], parts[1]].map(|part| {
        serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    });
    assert_eq!(head, json!({"alg": "RS256", "typ": "JWT", "kid": "k1"}));
    let (iat, scope) = (NOW.as_secs(), "https://www.googleapis.com/auth/firebase.messaging");
    let aud = format!("{}/token", google.base());
    let wanted = json!({"iss": EMAIL, "scope": scope, "aud": aud, "iat": iat, "exp": iat + 3600});
    assert_eq!(claims, wanted);
    assert_eq!(bearer(&google.asked(":send")[0]), "Bearer s3cret-1");
}

#[tokio::test]
async fn a_token_serves_until_five_minutes_before_it_lapses() {
    let google = google(|_| sent()).await;
    let fcm = fcm(&google, wording());
    // It was given for 3,599 seconds.
    for (after, n_asked) in [(0, 1), (3298, 1), (3299, 2), (3299 + 3298, 2), (3299 + 3299, 3)] {
        let outcome = fcm.deliver(&later(Duration::from_secs(after))).await;
        assert_eq!(shown(&outcome), "sent");
        assert_eq!(google.asked("/token").len(), n_asked, "{after}");
    }
}

#[tokio::test]
async fn many_pushes_at_once_ask_for_one_token() {
    let google = google(|_| sent()).await;
    let fcm = fcm(&google, wording());
    let pushing = || async { fcm.deliver(&later(Duration::ZERO)).await };
    let all = tokio::join!(pushing(), pushing(), pushing(), pushing());
    for outcome in [all.0, all.1, all.2, all.3] {
        assert_eq!(shown(&outcome), "sent");
    }
    assert_eq!((google.asked("/token").len(), google.asked(":send").len()), (1, 4));
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_replaced_once() {
    let google =
        google(|request| if bearer(request).ends_with("-1") { refused() } else { sent() }).await;
    assert_eq!(shown(&push_one(&google).await), "sent");
    let bearers: Vec<_> = google.asked(":send").iter().map(|it| bearer(it).to_owned()).collect();
    assert_eq!(bearers, ["Bearer s3cret-1", "Bearer s3cret-2"]);
}

#[tokio::test]
async fn a_fresh_token_that_is_not_taken_either_is_a_pause() {
    let google = google(|_| refused()).await;
    assert_eq!(shown(&push_one(&google).await), "pause 300");
    assert_eq!((google.asked("/token").len(), google.asked(":send").len()), (2, 2));
}

#[tokio::test]
async fn an_account_that_gets_no_token_is_a_pause_and_an_outage_is_not() {
    let html = "<html>";
    let rows = [
        (Answer::new(400, json!({"error": "invalid_grant"})), "pause 300"),
        (Answer::new(401, json!({"error": "invalid_client"})), "pause 300"),
        (Answer::new(403, html), "pause 300"),
        (Answer::new(429, html).with("retry-after: 30"), "retry 30"),
        (Answer::new(500, html), "retry"),
        (Answer::new(503, html), "retry"),
        (Answer::new(200, html), "retry"),
        (Answer::new(200, json!({"access_token": "s3cret\nline"})), "retry"),
    ];
    for (answer, outcome) in rows {
        let said = answer.clone();
        let google = Provider::new(move |_| said.clone()).await;
        assert_eq!(shown(&push_one(&google).await), outcome, "{answer:?}");
        assert!(google.asked(":send").is_empty());
    }
}

#[tokio::test]
async fn after_an_outage_the_next_push_asks_again() {
    let n_asked = AtomicU32::new(0);
    let google = Provider::new(move |request| {
        if request.path != "/token" {
            return sent();
        }
        match n_asked.fetch_add(1, Ordering::SeqCst) {
            0 => Answer::new(503, ""),
            _ => Answer::new(200, json!({"access_token": "s3cret", "expires_in": 3599})),
        }
    });
    let google = google.await;
    let fcm = fcm(&google, wording());
    assert_eq!(shown(&fcm.deliver(&later(Duration::ZERO)).await), "retry");
    assert_eq!(shown(&fcm.deliver(&later(Duration::ZERO)).await), "sent");
}

#[test]
fn what_is_no_account_says_what_is_wrong_and_shows_nothing_of_it() {
    use ParseServiceAccountError::{Json, Key, Project, TokenUri};
    let good = account_json("https://oauth2.googleapis.com/token", &PEM);
    let rows = [
        (good.replace("client_email", "email"), Json),
        (good.replace("demo-shop\"", "../other\""), Project),
        (good.replace("https://oauth2", "oauth2"), TokenUri),
        (account_json("https://oauth2.googleapis.com/token", "s3cret"), Key),
        (good.replace("BEGIN PRIVATE", "BEGIN RSA PRIVATE"), Key),
        (String::new(), Json),
    ];
    for (text, wrong) in rows {
        let error = text.parse::<ServiceAccount>().unwrap_err();
        assert_eq!(error, wrong);
        assert!(!error.to_string().contains("s3cret"));
    }
    let account: ServiceAccount = good.parse().unwrap();
    assert_silent(&account);
    assert!(matches!(
        chatdesk_notify::Fcm::builder(account).build().map(|fcm| format!("{fcm:?}")),
        Ok(shown) if shown == "Fcm { .. }"
    ));
}
