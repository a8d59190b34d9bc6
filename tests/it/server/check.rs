//! `chatdesk-server check`: each channel in words, against providers that are written here from their documents.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, body::Bytes, extract::Request};
use chatdesk_tests::{Finished, Launch, TempFolder};
use http::StatusCode;
use serde_json::{Value, json};

/// What providers answer, and what they were asked.
#[derive(Clone, Default)]
struct Providers {
    knows_tokens: bool,
    webhook: Arc<Mutex<String>>,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Providers {
    fn answer(&self, path: &str, body: &str) -> (StatusCode, Value) {
        self.asked.lock().unwrap().push((path.to_owned(), body.to_owned()));
        if !self.knows_tokens {
            let error = json!({
                "message": "Error validating access token", "type": "OAuthException", "code": 190,
            });
            let description = "Unauthorized";
            let body = json!({
                "error": error, "ok": false, "error_code": 401, "description": description,
            });
            return (StatusCode::UNAUTHORIZED, body);
        }
        let result = match path.rsplit('/').next().unwrap() {
            "getMe" => {
                json!({ "id": 7, "is_bot": true, "first_name": "S", "username": "shop_bot" })
            }
            "getWebhookInfo" => {
                json!({ "url": *self.webhook.lock().unwrap(), "pending_update_count": 3 })
            }
            "setWebhook" => {
                let asked: Value = serde_json::from_str(body).unwrap();
                *self.webhook.lock().unwrap() = asked["url"].as_str().unwrap().to_owned();
                json!(true)
            }
            _ => {
                let number = json!({
                    "id": "106540352242922", "display_phone_number": "+1 555-078-3881",
                    "verified_name": "Shop",
                });
                return (StatusCode::OK, number);
            }
        };
        (StatusCode::OK, json!({ "ok": true, "result": result }))
    }

    async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let providers = self.clone();
        let app = Router::new().fallback(move |request: Request| async move {
            let path = request.uri().path().to_owned();
            let body = axum::body::to_bytes(request.into_body(), 65_536).await;
            let body: Bytes = body.unwrap();
            let (status, answer) = providers.answer(&path, std::str::from_utf8(&body).unwrap());
            (status, Json(answer))
        });
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        base
    }
}

fn check(base: &str, flags: &[&str]) -> Finished {
    let folder = Arc::new(TempFolder::new());
    let config = folder.write(
        "chatdesk.toml",
        format!(
            "[server]\npublic_url = \"https://shop.example\"\nbase_path = \"/help\"\n\
             [channels.whatsapp]\nphone_number_id = \"106540352242922\"\naccess_token = \"hidden-1\"\n\
             app_secret = \"hidden-2\"\nverify_token = \"hidden-3\"\napi_base = \"{base}\"\n\
             [channels.telegram]\nbot_token = \"1:hidden\"\nwebhook_secret = \"hidden-4\"\n\
             api_base = \"{base}\"\n"
        ),
    );
    let launch = Launch::in_folder(folder).args(["check"]).path_arg("--config", config);
    let launch = flags.iter().fold(launch, |launch, flag| launch.args([*flag]));
    tokio::task::block_in_place(|| launch.run())
}

fn lines(finished: &Finished) -> Vec<Vec<String>> {
    let text = format!("{}{}", finished.stdout, finished.stderr);
    assert!(!text.contains("hidden"), "{text}");
    let fields = |line: &str| line.split('\t').map(str::to_owned).collect();
    finished.stdout.lines().map(fields).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_are_wrong_are_said_in_words() {
    let base = Providers::default().serve().await;

    let finished = check(&base, &[]);

    assert!(!finished.status.success());
    let lines = lines(&finished);
    let [whatsapp, telegram] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((whatsapp[0].as_str(), telegram[0].as_str()), ("whatsapp", "telegram"));
    assert!(whatsapp[3].contains("access") || whatsapp[3].contains("credential"), "{whatsapp:?}");
    assert!(telegram[3].contains("token"), "{telegram:?}");
    assert!(finished.stderr.contains("2 of the channels"), "{}", finished.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_without_a_webhook_is_told_of_and_gets_it_when_asked_for() {
    let providers = Providers { knows_tokens: true, ..Providers::default() };
    let base = providers.serve().await;

    let without = check(&base, &[]);
    assert!(!without.status.success());
    let told = &lines(&without)[1][3];
    assert!(told.contains("@shop_bot") && told.contains("has no webhook"), "{told}");
    let set = check(&base, &["--set-webhook"]);

    assert!(set.status.success(), "{} {}", set.stdout, set.stderr);
    let lines = lines(&set);
    assert!(lines[0][3].starts_with("ok"), "{lines:?}");
    assert_eq!(lines[1][3], "ok: @shop_bot, 3 updates wait to be posted");
    assert_eq!(
        *providers.webhook.lock().unwrap(),
        "https://shop.example/help/api/webhooks/telegram"
    );
    let asked = providers.asked.lock().unwrap().clone();
    let (_, body) = asked.iter().find(|(path, _)| path.ends_with("/setWebhook")).unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["secret_token"], "hidden-4");
    *providers.webhook.lock().unwrap() = "https://elsewhere.example/".to_owned();
    let elsewhere = check(&base, &[]);
    assert!(elsewhere.stdout.contains("its webhook leads elsewhere"), "{}", elsewhere.stdout);
}
