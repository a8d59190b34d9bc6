//! E-mail.

use chatdesk_core::{Clock as _, Notifier as _, Outcome, Recipient, SystemClock};
use chatdesk_notify::Email;
use serde_json::{Value, json};

use crate::{
    MARKUP, assert_paused, assert_sent,
    programs::{Server, python},
    unread, wording,
};

/// A mail server, and where it is.
fn mail() -> (Server, u16) {
    let mut command = python("mail.py");
    command.args(["shop", "pass/word"]);
    let mut server = Server::start(command);
    let port = server.line().parse().unwrap();
    (server, port)
}

fn email(port: u16, credentials: &str, query: &str) -> Email {
    let url = format!("smtp://{credentials}127.0.0.1:{port}{query}").parse().unwrap();
    let desk = ["sam@shop.example", "nobody@shop.example", "eve@shop.example"];
    let building = Email::builder(url, "Käse & Söhne <help@shop.example>".parse().unwrap());
    building.alert_to(desk.map(|it| it.parse().unwrap())).wording(wording()).build().unwrap()
}

fn known(port: u16) -> Email {
    email(port, "shop:pass%2Fword@", "")
}

#[tokio::test]
async fn a_letter_is_read_as_it_was_meant() {
    let (mut server, port) = mail();
    let names =
        ["Ada", "Käthe 😀 אדה", "Eve\r\nBcc: all@example.com", &"Ünal ".repeat(40), "\"a\" <x@y>"];
    let long = "x".repeat(5000) + "\n.\n..\n" + &"😀".repeat(500);
    for (name, text) in names.iter().flat_map(|name| [(name, MARKUP), (name, &*long)]) {
        assert_sent(&known(port).deliver(&unread(Recipient::Own, name, text)).await);
        let read: Value = serde_json::from_str(&server.line()).unwrap();
        assert_eq!(read["defects"], json!([]), "{name}");
        assert_eq!(read["to"], json!(["sam@shop.example", "eve@shop.example"]));
        let headers = &read["headers"];
        let called: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let subject = headers["subject"].as_str().unwrap();
        let begin: String = called.chars().take(60).collect();
        assert!(subject.starts_with(&begin) && subject.ends_with(" wrote"), "{subject}");
        assert_eq!(headers["bcc"], Value::Null);
        assert_eq!(headers["from"], "Käse & Söhne <help@shop.example>");
        assert_eq!(headers["auto-submitted"], "auto-generated");
        let body = read["text"].as_str().unwrap().replace("\r\n", "\n");
        assert!(body.contains(&format!("\n{text}\n")), "{body}");
        assert!(body.contains("\nOpen the chat: https://shop.example/chat/console/?session=ses_"));
    }
}

#[tokio::test]
async fn a_customer_who_is_not_there_is_gone() {
    let (_server, port) = mail();
    let nobody = Recipient::Email("nobody@example.com".to_owned());
    let outcome = known(port).deliver(&unread(nobody, "Ada", "x")).await;
    // It is an alert, to one of the desk.
    assert_paused(&outcome);
    let mut answered = chatdesk_core::Answered::new(
        Recipient::Email("nobody@example.com".to_owned()),
        chatdesk_core::SessionId::generate(SystemClock.now()),
    );
    answered.agent = Some("Sam".to_owned());
    let mut delivery = unread(Recipient::Own, "Ada", "x");
    delivery.content = chatdesk_core::Content::Answered(answered);
    let outcome = known(port).deliver(&delivery).await;
    assert!(matches!(outcome, Outcome::Gone { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_wrong_password_none_and_tls_that_is_not_there_stop_all_of_it() {
    let (_server, port) = mail();
    for (credentials, query) in
        [("shop:wrong@", ""), ("", ""), ("shop:pass%2Fword@", "?tls=required")]
    {
        let email = email(port, credentials, query);
        assert_paused(&email.deliver(&unread(Recipient::Own, "Ada", "x")).await);
    }
    assert_sent(&known(port).check(SystemClock.now()).await);
    assert_paused(&email(port, "shop:wrong@", "").check(SystemClock.now()).await);
}
