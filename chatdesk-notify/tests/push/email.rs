//! E-mail, by SMTP.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chatdesk_core::{Content, Delivery, Notifier as _, Outcome, Reach, Recipient};
use chatdesk_notify::{Email, MailAddress, ParseSmtpUrlError, SmtpUrl, Wording};
use chatdesk_testkit::given::NOW;

use crate::{
    mail::MailServer,
    told::{
        NAME, PAGE, WORDS, answered, assert_silent, browser, delivery, digest, shown, silent,
        unread, wording,
    },
};

const SAM: &str = "sam@shop.example";
const EVE: &str = "eve@shop.example";
const ADA: &str = "ada@example.com";

fn address(text: &str) -> MailAddress {
    text.parse().unwrap()
}

fn email_by(url: &str, wording: Wording) -> Email {
    let building = Email::builder(url.parse().unwrap(), address("Shop <help@shop.example>"));
    building.alert_to([SAM, EVE].map(address)).wording(wording).build().unwrap()
}

fn email(server: &MailServer) -> Email {
    email_by(&format!("smtp://127.0.0.1:{}", server.port), wording())
}

fn signed_in(server: &MailServer) -> Email {
    email_by(&format!("smtp://user%40shop:s3cret%2F1@127.0.0.1:{}", server.port), wording())
}

fn to_desk() -> Delivery {
    delivery(unread(Recipient::Own, "Ada", "hello"))
}

fn to_customer(address: &str) -> Delivery {
    delivery(answered(Recipient::Email(address.to_owned()), "Sam", "hello"))
}

/// What a customer's letter comes to.
async fn answer_comes_to(script: &[(&'static str, &'static str)]) -> String {
    let server = MailServer::new(script).await;
    shown(&signed_in(&server).deliver(&to_customer(ADA)).await)
}

async fn alert_comes_to(script: &[(&'static str, &'static str)]) -> String {
    let server = MailServer::new(script).await;
    shown(&signed_in(&server).deliver(&to_desk()).await)
}

#[tokio::test]
async fn a_letter_says_who_writes_to_whom_and_that_a_program_wrote_it() {
    let server = MailServer::new(&[]).await;
    assert_eq!(shown(&email(&server).deliver(&to_desk()).await), "sent");
    let said = server.said();
    assert_eq!(said[0], "EHLO shop.example");
    let commands: Vec<_> = said.iter().filter(|line| line.contains('<')).take(3).collect();
    let rcpt = |address: &str| format!("RCPT TO:<{address}>");
    assert_eq!(commands, [&"MAIL FROM:<help@shop.example>".to_owned(), &rcpt(SAM), &rcpt(EVE)]);

    assert_eq!(server.header("From").unwrap(), "Shop <help@shop.example>");
    assert_eq!(server.header("To").unwrap(), format!("{SAM}, {EVE}"));
    assert_eq!(server.header("Subject").unwrap(), "Ada wrote");
    assert_eq!(server.header("Auto-Submitted").unwrap(), "auto-generated");
    assert_eq!(server.header("Date").unwrap(), "Sat, 21 Nov 2026 09:30:00 +0000");
    assert!(server.header("List-Id").unwrap().ends_with("<alerts.chatdesk.shop.example>"));
    let text = server.text().join("\n");
    assert!(text.contains("\nhello\n") && text.contains("Open the chat: https://shop"), "{text}");
}

#[tokio::test]
async fn a_delivery_has_one_name_at_every_attempt_and_a_chat_is_one_thread() {
    let ids = async |delivery: Delivery| {
        let server = MailServer::new(&[]).await;
        assert_eq!(shown(&email(&server).deliver(&delivery).await), "sent");
        ["Message-ID", "References"].map(|name| server.header(name).unwrap_or_default())
    };
    let [first, thread] = ids(to_desk()).await;
    let mut again = to_desk();
    again.attempt = 2;
    again.at = NOW.plus(std::time::Duration::from_mins(5));
    assert_eq!(ids(again).await, [first.clone(), thread.clone()]);
    let mut other = to_desk();
    other.id = chatdesk_core::DeliveryId::made("8");
    let [second, same] = ids(other).await;
    assert!(first != second && same == thread && thread.ends_with("@shop.example>"));
    // It is told to a stranger: nothing of it can be read.
    assert!(!first.contains("made") && !thread.contains("ses_"), "{first} {thread}");
}

#[tokio::test]
async fn a_customer_is_written_to_alone_and_led_to_their_page() {
    let server = MailServer::new(&[]).await;
    assert_eq!(shown(&email(&server).deliver(&to_customer(ADA)).await), "sent");
    assert_eq!(server.header("To").unwrap(), ADA);
    assert_eq!(server.header("Subject").unwrap(), "Sam wrote");
    assert_eq!(server.header("List-Id"), None);
    let text = server.text().join("\n");
    assert!(text.contains(&format!("Open the chat: {PAGE}\n")), "{text}");
    assert!(!text.contains("console") && !text.contains(SAM), "{text}");
    assert!(text.contains("because you left your address"), "{text}");
}

#[tokio::test]
async fn nothing_that_somebody_is_called_or_wrote_becomes_a_header_or_a_command() {
    let name = "Eve\r\nBcc: all@example.com\r\n\r\nRCPT TO:<all@example.com>";
    let text = "a\r\n.\r\nQUIT\r\n.hidden\u{202e}";
    let server = MailServer::new(&[]).await;
    let content = unread(Recipient::Own, name, text);
    assert_eq!(shown(&email(&server).deliver(&delivery(content)).await), "sent");
    assert_eq!(server.header("Bcc"), None);
    assert!(!server.said().iter().any(|line| line.starts_with("RCPT TO:<all")));
    let subject = server.header("Subject").unwrap();
    assert!(subject.starts_with("Eve Bcc: all@example.com RCPT TO"), "{subject}");
    // What begins with a full stop is written with two.
    assert!(server.text().contains(&"..".to_owned()), "{:?}", server.text());
    assert!(server.text().contains(&"..hidden".to_owned()), "{:?}", server.text());
    for address in ["ada@example.com\r\nRCPT TO:<all@example.com>", "ada@example.com>", "", "ada"] {
        let server = MailServer::new(&[]).await;
        assert_eq!(shown(&email(&server).deliver(&to_customer(address)).await), "gone");
        assert!(server.said().is_empty(), "{address}");
    }
}

#[tokio::test]
async fn other_scripts_arrive_and_nothing_turns_around() {
    let server = MailServer::new(&[]).await;
    let content = unread(Recipient::Own, "\u{202e}אדה 😀", "שלום \u{202e}עולם 😀");
    assert_eq!(shown(&email(&server).deliver(&delivery(content)).await), "sent");
    assert!(server.text().iter().all(|line| line.is_ascii() && line.len() <= 998));
    let subject = server.header("Subject").unwrap();
    let words = subject.split(' ').map(|word| {
        let word = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        word.map(|word| STANDARD.decode(word).unwrap())
    });
    let decoded: Vec<u8> = words.flatten().flatten().collect();
    let decoded = String::from_utf8(decoded).unwrap();
    assert!(decoded.starts_with("אדה 😀") && !decoded.contains('\u{202e}'), "{subject}");
}

#[tokio::test]
async fn without_previews_nothing_of_it_is_written() {
    for content in [
        unread(Recipient::Own, NAME, WORDS),
        answered(Recipient::Email(ADA.to_owned()), NAME, WORDS),
    ] {
        let server = MailServer::new(&[]).await;
        let url = format!("smtp://127.0.0.1:{}", server.port);
        assert_eq!(shown(&email_by(&url, silent()).deliver(&delivery(content)).await), "sent");
        let text = server.text().join("\n");
        assert!(!text.contains("Lovelace") && !text.contains("4711"), "{text}");
    }
}

#[tokio::test]
async fn every_answer_comes_to_what_it_says() {
    // To a customer's letter, and to one to the desk.
    let rows: [(&[_], &str, &str); 19] = [
        (&[("CONNECT", "421 4.3.2 busy")], "retry", "retry"),
        (&[("CONNECT", "554 5.7.1 go away")], "pause 300", "pause 300"),
        (&[("CONNECT", "HANG UP")], "retry", "retry"),
        (&[("AUTH", "535 5.7.8 s3cret is wrong")], "pause 300", "pause 300"),
        (&[("AUTH", "454 4.7.0 later")], "retry", "retry"),
        (&[("EHLO", "250 mail.example")], "pause 300", "pause 300"),
        (&[("MAIL", "530 5.7.0 sign in")], "pause 300", "pause 300"),
        (&[("MAIL", "451 4.7.1 later")], "retry", "retry"),
        (&[("RCPT", "550 5.1.1 <ada@example.com>: nobody")], "gone", "pause 300"),
        (&[("RCPT", "550 no such user ada@example.com")], "gone", "pause 300"),
        (&[("RCPT", "551 5.1.6 moved")], "gone", "pause 300"),
        (&[("RCPT", "550 5.7.1 relaying denied")], "refused", "pause 300"),
        (&[("RCPT", "554 5.7.1 blocked")], "refused", "pause 300"),
        (&[("RCPT", "552 5.2.2 full")], "refused", "pause 300"),
        (&[("RCPT", "450 4.2.0 greylisted")], "retry", "retry"),
        (&[("DATA", "554 5.5.1 no")], "refused", "refused"),
        (&[(".", "550 5.7.1 spam from ada@example.com")], "refused", "refused"),
        (&[(".", "452 4.3.1 no room")], "retry", "retry"),
        (&[(".", "HANG UP")], "retry", "retry"),
    ];
    for (script, customer, desk) in rows {
        assert_eq!(answer_comes_to(script).await, customer, "{script:?}");
        assert_eq!(alert_comes_to(script).await, desk, "{script:?}");
    }
}

#[tokio::test]
async fn one_address_that_is_not_taken_keeps_nothing_from_the_others() {
    let server = MailServer::new(&[("RCPT TO:<sam", "550 5.1.1 nobody")]).await;
    assert_eq!(shown(&email(&server).deliver(&to_desk()).await), "sent");
    assert!(server.text().join("\n").contains("hello"));
}

#[tokio::test]
async fn the_password_is_said_as_it_is_and_a_check_sends_nothing() {
    let server = MailServer::new(&[]).await;
    assert_eq!(shown(&signed_in(&server).check(NOW).await), "sent");
    let said = server.said();
    let plain = said[1].strip_prefix("AUTH PLAIN ").unwrap();
    assert_eq!(STANDARD.decode(plain).unwrap(), b"\0user@shop\0s3cret/1");
    assert_eq!(said[2..], ["QUIT"]);

    let server = MailServer::new(&[("AUTH", "535 5.7.8 no")]).await;
    let outcome = signed_in(&server).check(NOW).await;
    let Outcome::Pause { why, .. } = &outcome else { panic!("{outcome:?}") };
    assert!(why.contains("user name and password") && why.contains("535 5.7.8"), "{why}");
}

#[tokio::test]
async fn without_tls_that_is_required_nothing_is_said() {
    let server = MailServer::new(&[]).await;
    let url = format!("smtp://user:s3cret@127.0.0.1:{}?tls=required", server.port);
    assert_eq!(shown(&email_by(&url, wording()).deliver(&to_desk()).await), "pause 300");
    assert!(server.said().iter().all(|line| line.starts_with("EHLO")), "{:?}", server.said());
}

#[tokio::test]
async fn nobody_there_is_tried_again_and_what_is_for_others_is_refused() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let email = email_by(&url, wording());
    assert_eq!(shown(&email.deliver(&to_desk()).await), "retry");
    for content in [unread(browser(), "Ada", "x"), digest(browser())] {
        assert_eq!(shown(&email.deliver(&delivery(content)).await), "refused");
    }
    let test = Content::Test(Recipient::Own);
    assert_eq!(shown(&email.deliver(&delivery(test)).await), "retry");
}

#[test]
fn it_writes_to_the_desk_where_that_has_addresses_and_to_customers() {
    let url: SmtpUrl = "smtp://127.0.0.1".parse().unwrap();
    let email = Email::builder(url.clone(), address(SAM)).build().unwrap();
    let interest = email.interest();
    assert_eq!(
        (email.kind(), interest.unread, interest.answers),
        ("email", None, Some(Reach::Email))
    );
    let email = Email::builder(url, address(SAM)).alert_to([address(EVE)]).build().unwrap();
    assert_eq!(email.interest().unread, Some(Reach::Own));
    assert_eq!(email.alerting().per_minute, Some(10));
    assert_silent(&email);
    assert_silent(&address(SAM));
}

#[test]
fn a_url_that_would_show_a_password_or_says_nothing_is_none() {
    use ParseSmtpUrlError::{Credentials, NotAUrl, Query, Unprotected};
    for url in [
        "smtps://user:s3cret@mail.example",
        "smtps://mail.example:4465/",
        "smtp://user:s3cret@mail.example:587?tls=required",
        "smtp://mail.example",
        "smtp://user:s3cret@localhost:1025",
        "smtp://user:s3cret@[::1]:1025",
    ] {
        let parsed: SmtpUrl = url.parse().unwrap();
        assert!(!format!("{parsed:?}").contains("s3cret"));
    }
    for (url, wrong) in [
        ("mail.example", NotAUrl),
        ("https://mail.example", NotAUrl),
        ("smtp://", NotAUrl),
        ("smtp://mail.example/s3cret", NotAUrl),
        ("smtp://mail.example?tls=opportunistic", Query),
        ("smtp://mail.example?tls=required&x=s3cret", Query),
        ("smtps://s3cret@mail.example", Credentials),
        ("smtps://:s3cret@mail.example", Credentials),
        ("smtps://user:%ff@mail.example", Credentials),
        ("smtp://user:s3cret@mail.example", Unprotected),
        ("smtp://user:s3cret@localhost.evil.example", Unprotected),
    ] {
        let error = url.parse::<SmtpUrl>().unwrap_err();
        assert_eq!(error, wrong, "{url}");
        assert!(!error.to_string().contains("s3cret"));
    }
}
