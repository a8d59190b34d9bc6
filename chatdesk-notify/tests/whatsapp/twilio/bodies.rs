//! What is sent to Twilio.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chatdesk_core::{Button, Delivery, Notifier as _, Outcome};
use chatdesk_notify::{Twilio, TwilioTemplate};
use serde_json::{Value, json};

use super::{ACCOUNT, AUTH, FROM, HOOK, builder, error, taken, whole};
use crate::{
    bodies::around,
    given::{PERSON, PHONE, again, asks, hint, says},
    golden::assert_golden,
    provider::{Provider, Request},
};

fn fields(request: &Request) -> BTreeMap<String, String> {
    let pairs = form_urlencoded::parse(request.body.as_bytes()).into_owned();
    let fields: Vec<_> = pairs.collect();
    let n_fields = fields.len();
    let fields: BTreeMap<_, _> = fields.into_iter().collect();
    assert_eq!(fields.len(), n_fields, "a field stands there twice");
    fields
}

/// What an attempt sends, in order.
async fn sent(delivery: &Delivery) -> Vec<BTreeMap<String, String>> {
    let provider = Provider::new([taken("SM1"), taken("SM2"), taken("SM3")]).await;
    let outcome = whole(&provider).deliver(delivery).await;
    let requests = provider.requests();
    assert_eq!(outcome, Outcome::sent(format!("SM{}", requests.len())));
    for request in &requests {
        assert_eq!(request.line, format!("POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json"));
        let basic = format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{AUTH}")));
        assert_eq!(request.headers["authorization"], basic);
        assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    }
    requests.iter().map(fields).collect()
}

#[tokio::test]
async fn a_text_is_sent_in_as_many_messages_as_it_takes() {
    for (name, text) in around(1_600) {
        let messages = sent(&says(PHONE, &text, &[Button::EndChat])).await;

        let expected = if name.contains("above") || name.contains("cut") { 2 } else { 1 };
        assert_eq!(messages.len(), expected, "{name}");
        let mut dense = String::new();
        for fields in &messages {
            let names: Vec<_> = fields.keys().map(String::as_str).collect();
            assert_eq!(names, ["Body", "From", "StatusCallback", "To"]);
            assert_eq!((&*fields["To"], &*fields["From"]), (PHONE, FROM));
            assert_eq!(fields["StatusCallback"], HOOK);
            assert!(fields["Body"].encode_utf16().count() <= 1_600, "{name}");
            dense.extend(fields["Body"].split_whitespace());
        }
        assert_eq!(dense, text.split_whitespace().collect::<String>(), "{name}");
        assert_golden("twilio", &format!("text-{name}"), &json!(messages));
    }
}

#[tokio::test]
async fn a_template_is_named_by_its_sid_and_names_the_customer() {
    for (case, name, shown) in
        [("named", Some("An\n\"na\""), "An \"na\""), ("nameless", None, "there")]
    {
        let messages = sent(&asks(name)).await;

        let [fields] = &messages[..] else { panic!("{messages:?}") };
        assert_eq!(fields.get("Body"), None);
        assert_eq!(fields["ContentSid"], "HX00000000000000000000000000000001");
        let variables: Value = serde_json::from_str(&fields["ContentVariables"]).unwrap();
        assert_eq!(variables, json!({ "1": shown }));
        assert_golden("twilio", &format!("template-{case}"), &json!(messages));
    }
}

#[tokio::test]
async fn a_hint_and_a_text_to_somebody_without_a_number_are_texts() {
    assert_golden("twilio", "hint", &json!(sent(&hint("Write support.")).await));
    let messages = sent(&says(PERSON, "Hello", &[])).await;
    assert_eq!(messages[0]["To"], PERSON);
}

#[tokio::test]
async fn a_messaging_service_chooses_from_whom_it_comes() {
    let provider = Provider::new([taken("SM1")]).await;
    let service = "MG00000000000000000000000000000001";
    let building = Twilio::builder(ACCOUNT, AUTH.into(), service).api_base(provider.base());

    building.build().unwrap().deliver(&says(PHONE, "Hello", &[])).await;

    let fields = fields(&provider.requests()[0]);
    assert_eq!((&*fields["MessagingServiceSid"], fields.get("From")), (service, None));
    assert_eq!(fields.get("StatusCallback"), None);
    assert_golden("twilio", "service", &json!([fields]));
}

#[tokio::test]
async fn what_has_left_is_not_sent_again() {
    let provider = Provider::new([taken("SM1"), error(500, 20_500), taken("SM2")]).await;
    let twilio = whole(&provider);
    let long = || says(PHONE, &format!("{} {}", "a".repeat(1_500), "b".repeat(1_500)), &[]);

    let outcome = twilio.deliver(&long()).await;
    assert!(matches!(outcome, Outcome::Retry { .. }), "{outcome:?}");
    let outcome = twilio.deliver(&again(long(), 2, crate::after(5))).await;
    assert_eq!(outcome, Outcome::sent("SM2".to_owned()));

    let letters: Vec<_> =
        provider.requests().iter().map(|it| fields(it)["Body"][..1].to_owned()).collect();
    assert_eq!(letters, ["a", "b", "b"]);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_with_its_name() {
    let provider = Provider::new([taken("SM1")]).await;
    let of = |sid: &str, token: &str, from: &str| {
        let error = Twilio::builder(sid, token.into(), from).build().err();
        error.map(|error| error.to_string()).unwrap_or_default()
    };
    for sid in
        ["", "AC1", "SK00000000000000000000000000000001", "AC0000000000000000000000000000000/"]
    {
        assert!(of(sid, AUTH, FROM).contains("account_sid"), "{sid}");
    }
    assert!(of(ACCOUNT, "", FROM).contains("auth_token"));
    for from in ["", "whatsapp:", "shop", "MG1"] {
        assert!(of(ACCOUNT, AUTH, from).contains("from"), "{from}");
    }
    assert_eq!(of(ACCOUNT, AUTH, "+1 (415) 523-8886"), "");
    let template = builder(&provider).template(TwilioTemplate::new("HX1"));
    assert!(template.build().unwrap_err().to_string().contains("template"));
    let shown = format!("{:?} {:?}", whole(&provider), builder(&provider));
    for hidden in [ACCOUNT, AUTH, "4155238886", "127.0.0.1"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
}
