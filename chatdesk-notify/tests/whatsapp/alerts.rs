//! Alerts to numbers of the desk.

use chatdesk_core::{Delivery, Notifier as _, Outcome};
use chatdesk_notify::{WhatsAppParts, WhatsAppTemplate, Wording};
use serde_json::{Value, json};

use crate::{
    after, builder, error,
    given::{AGENT, again, assert_silent, digest, test, unread},
    golden::assert_golden,
    inbound::{post, read_by},
    provider::{Provider, Request},
    taken, whole,
};

/// An agent writes to the number; their window is open from then on.
fn hears_from_the_desk(parts: &WhatsAppParts, at: i64) {
    let receiver = parts.receiver("app".into(), "verify".into()).unwrap();
    let digits = AGENT.trim_start_matches('+');
    let message = json!({"from": digits, "id": "wamid.in", "timestamp": at.to_string(), "type": "text", "text": {"body": "ok"}});
    let read = read_by(&receiver, &post(&json!({"messages": [message]})), "app").unwrap();
    assert_eq!(read.received.len(), 1);
}

fn bodies(provider: &Provider) -> Value {
    Value::Array(provider.requests().iter().map(Request::json).collect())
}

async fn told(delivery: &Delivery, wording: Wording) -> Value {
    let provider = Provider::new([taken("wamid.1")]).await;
    let parts = builder(&provider).alert_to([AGENT.parse().unwrap()]).wording(wording);
    let alert = parts.build().unwrap().alerts.pop().unwrap();
    assert_eq!(alert.deliver(delivery).await, Outcome::sent("wamid.1".to_owned()));
    bodies(&provider)
}

fn with_link() -> Wording {
    Wording {
        link: Some("https://desk.example/console/?session={session}".to_owned()),
        ..Wording::default()
    }
}

#[tokio::test]
async fn each_number_is_a_notifier_of_its_own() {
    let provider = Provider::new([taken("wamid.1")]).await;
    let numbers = [AGENT.parse().unwrap(), "+1 650 555 0000".parse().unwrap()];
    let parts = builder(&provider).alert_to(numbers).build().unwrap();

    let kinds: Vec<_> = parts.alerts.iter().map(chatdesk_core::Notifier::kind).collect();
    assert_eq!(kinds, ["whatsapp-alert-1", "whatsapp-alert-2"]);
    for alert in &parts.alerts {
        assert_eq!(alert.interest(), chatdesk_core::Interest::UNREAD);
        alert.deliver(&test()).await;
    }
    let to: Vec<_> = provider.requests().iter().map(|it| it.json()["to"].clone()).collect();
    assert_eq!(to, ["4915112345678", "16505550000"]);
}

#[tokio::test]
async fn an_alert_says_who_wrote_what_and_where_to_answer() {
    let rows = [
        ("unread", unread(&["Hello?", "Is anybody there?"])),
        ("digest", digest()),
        ("test", test()),
        ("markup", unread(&[crate::bodies::MARKUP])),
        ("right-to-left", unread(&[crate::bodies::ARABIC])),
        ("long", unread(&["word ".repeat(2_000).as_str()])),
    ];
    for (name, delivery) in rows {
        let bodies = told(&delivery, with_link()).await;
        let text = bodies[0]["text"]["body"].as_str().unwrap();
        assert!(text.encode_utf16().count() <= 4_096);
        assert_eq!(
            (bodies.as_array().unwrap().len(), &bodies[0]["to"]),
            (1, &json!("4915112345678"))
        );
        assert_golden("whatsapp", &format!("alert-{name}"), &bodies);
        if matches!(name, "unread" | "long") {
            let link = "https://desk.example/console/?session=ses_00000000000000000000000000000007";
            assert!(text.ends_with(&format!("\n{link}")), "{text}");
            assert!(text.contains("Anna"), "{text}");
        }
    }
}

#[tokio::test]
async fn without_a_preview_nobody_is_named_and_nothing_is_shown() {
    let wording = Wording { preview: false, ..with_link() };
    let bodies = told(&unread(&["my card is 4711"]), wording.clone()).await;
    assert!(!bodies.to_string().contains("Anna") && !bodies.to_string().contains("4711"));

    let provider = Provider::new([taken("wamid.1")]).await;
    let template = WhatsAppTemplate::new("new_chat", "en_US").naming("A customer");
    let building = builder(&provider).template(template).wording(wording);
    let parts = building.alert_to([AGENT.parse().unwrap()]).build().unwrap();
    parts.alerts[0].deliver(&unread(&["my card is 4711"])).await;
    let sent = bodies_of(&provider);
    assert!(
        sent.contains("A customer") && !sent.contains("Anna") && !sent.contains("4711"),
        "{sent}"
    );
}

fn bodies_of(provider: &Provider) -> String {
    bodies(provider).to_string()
}

#[tokio::test]
async fn who_was_not_seen_writing_for_a_day_gets_the_template() {
    let provider = Provider::new([taken("wamid.1")]).await;
    let parts = whole(&provider);
    let now = after(0).as_secs();

    parts.alerts[0].deliver(&unread(&["1"])).await;
    hears_from_the_desk(&parts, now - 10);
    parts.alerts[0].deliver(&unread(&["2"])).await;
    let late = after(24 * 3_600 - 310);
    parts.alerts[0].deliver(&again(unread(&["3"]), 1, late)).await;

    let kinds: Vec<_> = provider.requests().iter().map(|it| it.json()["type"].clone()).collect();
    assert_eq!(kinds, ["template", "text", "template"]);
    assert_golden("whatsapp", "alert-template", &json!([bodies(&provider)[0]]));
}

#[tokio::test]
async fn a_text_that_comes_too_late_is_followed_by_the_template_in_the_same_attempt() {
    let answers = [error(400, 131_047), taken("wamid.2"), taken("wamid.3")];
    let provider = Provider::new(answers).await;
    let parts = whole(&provider);
    hears_from_the_desk(&parts, after(0).as_secs());

    let outcome = parts.alerts[0].deliver(&unread(&["Hello?"])).await;
    assert_eq!(outcome, Outcome::sent("wamid.2".to_owned()));
    // It is known from then on.
    parts.alerts[0].deliver(&unread(&["Hello?"])).await;

    let kinds: Vec<_> = provider.requests().iter().map(|it| it.json()["type"].clone()).collect();
    assert_eq!(kinds, ["text", "template", "template"]);
}

#[tokio::test]
async fn a_status_that_says_too_late_lets_the_next_alert_be_the_template() {
    let provider = Provider::new([taken("wamid.1")]).await;
    let parts = whole(&provider);
    hears_from_the_desk(&parts, after(0).as_secs());
    let receiver = parts.receiver("app".into(), "verify".into()).unwrap();
    let digits = AGENT.trim_start_matches('+');
    let status = json!({"id": "wamid.1", "status": "failed", "timestamp": "1", "recipient_id": digits, "errors": [{"code": 131_047}]});

    parts.alerts[0].deliver(&unread(&["1"])).await;
    read_by(&receiver, &post(&json!({"statuses": [status]})), "app").unwrap();
    parts.alerts[0].deliver(&unread(&["2"])).await;

    let kinds: Vec<_> = provider.requests().iter().map(|it| it.json()["type"].clone()).collect();
    assert_eq!(kinds, ["text", "template"]);
}

#[tokio::test]
async fn without_a_template_a_refused_alert_says_why() {
    let provider = Provider::new([error(400, 131_047)]).await;
    let parts = builder(&provider).alert_to([AGENT.parse().unwrap()]).build().unwrap();

    let outcome = parts.alerts[0].deliver(&unread(&["my card is 4711"])).await;

    assert!(matches!(outcome, Outcome::NeedsTemplate { .. }), "{outcome:?}");
    assert_silent(&outcome);
    assert!(parts.receiver("".into(), "verify".into()).is_err());
}
