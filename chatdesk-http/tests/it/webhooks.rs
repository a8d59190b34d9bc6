//! What providers post, after "Channels and machinery" of the contract.

use std::sync::{Arc, Mutex};

use axum::{Router, body::Body};
use chatdesk_core::{Forged, Post, Posted, Receiver};
use chatdesk_http::{HttpSettings, Receivers};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::stage::{Stage, ask, get, tokens};

const POSTS: [&str; 3] = ["/webhooks/whatsapp", "/webhooks/whatsapp/twilio", "/webhooks/telegram"];

/// Query and body of each post.
type Shown = Vec<(String, Vec<u8>)>;

/// Believes whoever brings `x-sign: yes`, and keeps what it was shown.
#[derive(Clone, Default)]
struct Gullible {
    shown: Arc<Mutex<Shown>>,
    answer: Option<(&'static str, String)>,
}

impl Receiver for Gullible {
    fn handshake(&self, query: &str) -> Option<String> {
        query.strip_prefix("challenge=").map(str::to_owned)
    }

    fn read(&self, post: &Post<'_>) -> Result<Posted, Forged> {
        if post.header("x-sign") != Some("yes") {
            return Err(Forged);
        }
        self.shown.lock().unwrap().push((post.query.to_owned(), post.body.to_vec()));
        Ok(Posted { received: vec![], answer: self.answer.clone() })
    }
}

fn router(stage: &Stage, receiver: &Gullible) -> Router {
    let receiver: Arc<dyn Receiver> = Arc::new(receiver.clone());
    let mut settings = HttpSettings::default();
    settings.receivers.whatsapp = Some(Arc::clone(&receiver));
    settings.receivers.twilio = Some(Arc::clone(&receiver));
    settings.receivers.telegram = Some(receiver);
    stage.settled(tokens(), settings)
}

/// Status, media type and body.
async fn post(router: &Router, request: Request<Body>) -> (StatusCode, String, String) {
    let answer = router.clone().oneshot(request).await.unwrap();
    let media_type = answer.headers().get(header::CONTENT_TYPE);
    let media_type = media_type.map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default();
    let (status, body) = (answer.status(), answer.into_body().collect().await.unwrap());
    (status, media_type, String::from_utf8(body.to_bytes().to_vec()).unwrap())
}

/// The answer without what is another in each.
fn without_id(body: &str) -> serde_json::Value {
    let mut body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert!(body.as_object_mut().unwrap().remove("request_id").is_some());
    body
}

#[tokio::test]
async fn where_no_channel_is_configured_there_is_nothing() {
    let stage = Stage::new().await;
    let router = stage.settled(tokens(), HttpSettings::default());

    let asked = ask(&router, get("/webhooks/whatsapp?challenge=1"), "").await;
    assert_eq!((asked.status, asked.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
    for path in POSTS {
        let answer = ask(&router, Request::post(path).header("x-sign", "yes"), "{}").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.code(), "not_found");
    }
    assert!(format!("{:?}", Receivers::default()).contains("whatsapp: false"));
}

#[tokio::test]
async fn what_is_not_proven_is_refused_in_the_same_words_whatever_it_lacks() {
    let (stage, receiver) = (Stage::new().await, Gullible::default());
    let router = router(&stage, &receiver);

    let asked = ask(&router, get("/webhooks/whatsapp?other=1"), "").await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    let words = without_id(&asked.text);
    assert_eq!(words["code"], "forbidden");
    let requests = POSTS.into_iter().flat_map(|path| {
        [
            Request::post(path).body(Body::empty()).unwrap(),
            Request::post(path).header("x-sign", "no").body(Body::from("{")).unwrap(),
            Request::post(path).header("authorization", "Bearer x").body(Body::empty()).unwrap(),
        ]
    });
    for request in requests {
        let path = request.uri().path().to_owned();
        let (status, media_type, body) = post(&router, request).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(media_type, "application/problem+json");
        assert_eq!(without_id(&body), words, "{path}");
    }
    assert!(receiver.shown.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_post_is_read_byte_by_byte_whatever_a_browser_or_its_type_would_say() {
    let (stage, receiver) = (Stage::new().await, Gullible::default());
    let router = router(&stage, &receiver);
    let bodies: [&[u8]; 4] = [b"", b"{\"a\" : \"\\u00e4\" }\r\n", b"A=1&B=%20", &[0xff, 0, 0xfe]];

    for path in POSTS {
        for body in bodies {
            let request = Request::post(format!("{path}?b=2&a=%20"))
                .header("X-Sign", "yes")
                .header("origin", "https://elsewhere.example")
                .header("sec-fetch-site", "cross-site")
                .header("content-type", "text/plain")
                .body(Body::from(body.to_vec()))
                .unwrap();

            let (status, _, answer) = post(&router, request).await;

            assert_eq!((status, answer.as_str()), (StatusCode::OK, ""), "{path}");
            let shown = receiver.shown.lock().unwrap().pop();
            assert_eq!(shown, Some(("b=2&a=%20".to_owned(), body.to_vec())), "{path}");
        }
    }
}

#[tokio::test]
async fn what_the_channel_answers_is_the_body() {
    let stage = Stage::new().await;
    let answer = Some(("text/xml", "<Response/>".to_owned()));
    let receiver = Gullible { answer, ..Gullible::default() };
    let router = router(&stage, &receiver);

    let request = Request::post(POSTS[1]).header("x-sign", "yes").body(Body::empty()).unwrap();
    let answer = post(&router, request).await;

    assert_eq!(answer, (StatusCode::OK, "text/xml".to_owned(), "<Response/>".to_owned()));
}

#[tokio::test]
async fn the_challenge_comes_back_word_by_word_and_is_never_a_page() {
    let stage = Stage::new().await;
    let router = router(&stage, &Gullible::default());

    let asked = ask(&router, get("/webhooks/whatsapp?challenge=1158201444"), "").await;

    assert_eq!((asked.status, asked.text.as_str()), (StatusCode::OK, "1158201444"));
    assert_eq!(asked.headers[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    assert_eq!(asked.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
}

#[tokio::test]
async fn four_mebibytes_are_taken_and_not_one_byte_more() {
    let (stage, receiver) = (Stage::new().await, Gullible::default());
    let router = router(&stage, &receiver);
    let most = 4 * 1024 * 1024;
    for (n_bytes, expected) in [(most, StatusCode::OK), (most + 1, StatusCode::PAYLOAD_TOO_LARGE)] {
        let body = Body::from(vec![b'x'; n_bytes]);
        let request = Request::post(POSTS[0]).header("x-sign", "yes").body(body).unwrap();

        let (status, ..) = post(&router, request).await;

        assert_eq!(status, expected, "{n_bytes}");
    }
    let shown = receiver.shown.lock().unwrap();
    assert_eq!(shown.iter().map(|(_, body)| body.len()).collect::<Vec<_>>(), [most]);
}
