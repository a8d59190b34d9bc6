//! What is said in several messages, and over several attempts.

use chatdesk_core::{Content, Delivery, Form, Notifier as _, Outcome};

use crate::{
    error,
    given::{PHONE, again, asks, delivery, outbound, says},
    provider::Provider,
    taken, whole,
};

fn long() -> Delivery {
    says(PHONE, &format!("{} {}", "a".repeat(4_000), "b".repeat(4_000)), &[])
}

#[tokio::test]
async fn what_has_left_is_not_sent_again() {
    let provider = Provider::new([taken("wamid.1"), error(500, 131_000), taken("wamid.2")]).await;
    let whatsapp = whole(&provider).carrier;

    let outcome = whatsapp.deliver(&long()).await;
    assert!(matches!(outcome, Outcome::Retry { .. }), "{outcome:?}");
    let again = again(long(), 2, crate::after(5));
    assert_eq!(whatsapp.deliver(&again).await, Outcome::sent("wamid.2".to_owned()));

    let first = |request: &crate::provider::Request| {
        request.json()["text"]["body"].as_str().unwrap().chars().next().unwrap()
    };
    let letters: String = provider.requests().iter().map(first).collect();
    assert_eq!(letters, "abb");
    // Another delivery begins at its beginning, and so does this one once it has arrived.
    whatsapp.deliver(&long()).await;
    let letters: String = provider.requests().iter().map(first).collect();
    assert_eq!(letters, "abbab");
}

#[tokio::test]
async fn a_template_is_sent_also_where_a_part_of_the_text_has_left() {
    let provider = Provider::new([taken("wamid.1"), error(400, 131_047), taken("wamid.2")]).await;
    let whatsapp = whole(&provider).carrier;

    let outcome = whatsapp.deliver(&long()).await;
    assert!(matches!(outcome, Outcome::NeedsTemplate { .. }), "{outcome:?}");
    assert_eq!(whatsapp.deliver(&asks(None)).await, Outcome::sent("wamid.2".to_owned()));

    assert_eq!(provider.requests()[2].json()["type"], "template");
}

#[tokio::test]
async fn what_does_not_go_to_an_id_goes_to_the_number_where_one_is_known() {
    let provider = Provider::new([error(400, 131_062), taken("wamid.1")]).await;
    let mut told = outbound(crate::given::PERSON, "Hello", Form::Text);
    told.session.contact.profile.phone = Some("+1 650 555 1234".to_owned());

    let told = delivery(Content::Outbound(Box::new(told)));
    let outcome = whole(&provider).carrier.deliver(&told).await;

    assert_eq!(outcome, Outcome::sent("wamid.1".to_owned()));
    let bodies: Vec<_> = provider.requests().iter().map(crate::provider::Request::json).collect();
    assert_eq!(bodies[0]["recipient"], "US.13491208655302741918");
    assert_eq!((bodies[1].get("recipient"), &bodies[1]["to"]), (None, &"16505551234".into()));
}

#[tokio::test]
async fn an_id_without_a_number_is_refused_what_does_not_go_there() {
    let provider = Provider::new([error(400, 131_062)]).await;

    let told = says(crate::given::PERSON, "Hello", &[]);
    let outcome = whole(&provider).carrier.deliver(&told).await;

    assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
    assert_eq!(provider.requests().len(), 1);
}
