//! What the provider says of what left.

use chatdesk_core::CarriedStatus;

use super::*;

fn status(id: &str, state: ReceiptState) -> CarriedStatus {
    let (channel, provider_id) = (Channel::Whatsapp, id.to_owned());
    CarriedStatus { channel, provider_id, state, error: None, needs_template: false }
}

impl Scene {
    async fn told(&self, status: CarriedStatus) {
        let remark = self.desk.receive(Received::Status(status)).await.unwrap();
        assert_eq!(remark, None);
    }

    /// Says something that the provider calls so.
    async fn sent_as(&mut self, id: &str) -> Message {
        self.hears("support").await;
        self.carried(1).await;
        self.provider.answer(sent(id));
        let said = self.says("Hello").await.unwrap();
        self.gets(&said, ReceiptState::Sent).await;
        said
    }
}

/// From each state by each word, as channels rank them: sent < delivered < read, and failed only before delivered.
#[tokio::test]
async fn none_leads_back_and_only_what_was_not_delivered_fails() {
    use ReceiptState::{Delivered, Failed, Read, Sent};
    let rows = [
        (&[Delivered][..], Delivered),
        (&[Read], Read),
        (&[Delivered, Read], Read),
        (&[Read, Delivered], Read),
        (&[Read, Sent], Read),
        (&[Delivered, Sent], Delivered),
        (&[Delivered, Failed], Delivered),
        (&[Read, Failed], Read),
        (&[Failed], Failed),
        (&[Failed, Failed], Failed),
        (&[Sent], Sent),
        (&[Delivered, Delivered, Read, Read], Read),
    ];
    for (words, state) in rows {
        let folder = Folder::new();
        let mut scene = Scene::new(&folder).await;
        let said = scene.sent_as("wamid.out").await;
        for word in words {
            let error = (*word == Failed).then(|| "131026: not on WhatsApp".to_owned());
            scene.told(CarriedStatus { error, ..status("wamid.out", *word) }).await;
        }
        let receipt = scene.receipt(&said).await;
        assert_eq!(receipt.state, state, "{words:?}");
        let why = (state == Failed).then(|| "131026: not on WhatsApp".to_owned());
        assert_eq!(receipt.error, why, "{words:?}");
    }
}

#[tokio::test]
async fn a_word_that_comes_before_our_own_answer_waits_for_it() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.carried(1).await;
    let desk = scene.desk.clone();
    let early = tokio::spawn(async move {
        desk.receive(Received::Status(status("wamid.out", ReceiptState::Delivered))).await
    });
    scene.provider.answer(sent("wamid.out"));
    let said = scene.says("Hello").await.unwrap();
    early.await.unwrap().unwrap();
    assert_eq!(scene.receipt(&said).await.state, ReceiptState::Delivered);
}

#[tokio::test]
async fn a_word_about_what_somebody_else_sent_is_let_go_after_a_moment() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    let said = scene.sent_as("wamid.out").await;
    let desk = scene.desk.clone();
    let foreign = tokio::spawn(async move {
        desk.receive(Received::Status(status("wamid.other", ReceiptState::Read))).await
    });
    eventually("it was let go", async || {
        scene.clock.advance(Duration::from_millis(500));
        foreign.is_finished().then_some(())
    })
    .await;
    foreign.await.unwrap().unwrap();
    assert_eq!(scene.receipt(&said).await.state, ReceiptState::Sent);
}

#[tokio::test]
async fn what_fails_later_for_want_of_an_answer_waits_for_one_after_all() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    let said = scene.sent_as("wamid.out").await;
    let failed = status("wamid.out", ReceiptState::Failed);
    scene.told(CarriedStatus { needs_template: true, ..failed }).await;
    let lines = scene.lines(3).await;
    assert_eq!(lines[2], "template: Support Team: Hello");
    assert_eq!(scene.receipt(&said).await.state, ReceiptState::Queued);
    scene.hears("yes").await;
    scene.gets(&said, ReceiptState::Sent).await;
}

#[tokio::test]
async fn two_that_a_provider_calls_alike_are_both_sent() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    let first = scene.sent_as("wamid.out").await;
    scene.provider.answer(sent("wamid.out"));
    let second = scene.says("Again").await.unwrap();
    scene.gets(&second, ReceiptState::Sent).await;
    assert_eq!(scene.receipt(&first).await.state, ReceiptState::Sent);
}
