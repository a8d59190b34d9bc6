//! What is tried again is not said twice by the same process.

use chatdesk_core::{Button, Content, Delivery, DeliveryId, Notifier as _, Outcome};
use chatdesk_testkit::given::NOW;

use crate::{
    given::{CHAT, FIRST_MESSAGE, FIRST_TOPIC, GROUP, builder, says, sent, topical, unread},
    provider::{Answer, Provider},
};

fn long(n_parts: usize) -> String {
    // All parts but the last are the same.
    format!("{}end", "a".repeat(4096 * (n_parts - 1)))
}

fn texts(provider: &Provider) -> Vec<String> {
    let calls = provider.calls().into_iter();
    calls
        .map(|call| call.body["text"].as_str().unwrap_or("topic").chars().take(3).collect())
        .collect()
}

#[tokio::test]
async fn parts_that_arrived_are_not_sent_again() {
    let fails = [Answer::Done, Answer::Done, Answer::html(502, "")];
    let provider = Provider::new(fails).await;
    let telegram = builder(&provider).build().unwrap();
    let delivery = says(&long(4), &[Button::EndChat]);

    let first = telegram.deliver(&delivery).await;
    assert!(matches!(first, Outcome::Retry { .. }), "{first:?}");
    let second = telegram.deliver(&delivery).await;

    assert_eq!(second, sent(CHAT, FIRST_MESSAGE + 4, None));
    assert_eq!(texts(&provider), ["aaa", "aaa", "aaa", "aaa", "end"]);
}

#[tokio::test]
async fn another_delivery_says_all_of_it() {
    let provider = Provider::new([Answer::Done, Answer::html(502, "")]).await;
    let telegram = builder(&provider).build().unwrap();
    let first = says(&long(2), &[]);
    let second = Delivery::new(DeliveryId::made("2"), NOW, first.content.clone());

    telegram.deliver(&first).await;
    telegram.deliver(&second).await;

    assert_eq!(texts(&provider), ["aaa", "end", "aaa", "end"]);
}

#[tokio::test]
async fn what_arrived_whole_may_be_said_again() {
    let provider = Provider::new([]).await;
    let telegram = builder(&provider).build().unwrap();
    for _ in 0..2 {
        telegram.deliver(&says(&long(2), &[])).await;
    }
    assert_eq!(provider.calls().len(), 4);
}

#[tokio::test]
async fn in_a_topic_what_came_meanwhile_is_said_behind_what_had_arrived() {
    let fails = [Answer::Done, Answer::Done, Answer::html(502, "")];
    let provider = Provider::new(fails).await;
    let telegram = topical(&provider);
    let text = long(2);
    let attempt = |texts: &[&str]| {
        let content = Content::Unread(unread(Some("Anna"), texts));
        Delivery::new(DeliveryId::made("1"), NOW, content)
    };

    telegram.deliver(&attempt(&[&text])).await;
    let second = telegram.deliver(&attempt(&[&text, "and this"])).await;

    assert_eq!(second, sent(GROUP, FIRST_MESSAGE + 3, Some(FIRST_TOPIC)));
    assert_eq!(provider.methods().iter().filter(|it| *it == "createForumTopic").count(), 1);
    let calls = provider.calls();
    assert_eq!(calls.len(), 4);
    let last = calls[3].body["text"].as_str().unwrap();
    assert!(last.ends_with("end\n\nand this"), "{last}");
}

#[tokio::test]
async fn an_attempt_that_was_dropped_is_remembered_too() {
    let provider = Provider::new([Answer::Done, Answer::Nothing]).await;
    let telegram = builder(&provider).build().unwrap();
    let delivery = says(&long(2), &[]);
    let mut attempt = Box::pin(telegram.deliver(&delivery));
    tokio::select! {
        biased;
        _ = &mut attempt => {}
        () = until(&provider, 2) => {}
    }
    drop(attempt);

    telegram.deliver(&delivery).await;

    assert_eq!(texts(&provider), ["aaa", "end", "end"]);
}

async fn until(provider: &Provider, n_calls: usize) {
    chatdesk_testkit::eventually("it was called", async || {
        (provider.calls().len() >= n_calls).then_some(())
    })
    .await;
}
