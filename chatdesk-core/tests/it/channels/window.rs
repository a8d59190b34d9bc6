//! WhatsApp takes what is said for 24 hours after they last wrote, and a template at any time.

use chatdesk_core::{Clock as _, ErrorKind, SessionId};

use super::*;

impl Scene {
    async fn sends(&self, id: SessionId, text: &str) -> Result<(), Error> {
        self.desk.send(&agent(), id, None, Ok(text.to_owned())).await.map(drop)
    }
}

#[tokio::test]
async fn it_is_open_until_five_minutes_before_the_24_hours_are_over_and_shown() {
    let folder = Folder::new();
    let mut scene =
        Scene::with(&folder, Carriage { window: Some(OPEN_FOR), has_template: false }).await;
    scene.hears("support").await;
    let heard_at = scene.clock.now();
    let id = scene.row().await.view.session.id;
    let until = |row: Conversation| row.view.session.dialog.unwrap().window_until;
    assert_eq!(until(scene.row().await), Some(heard_at.plus(OPEN_FOR)));

    scene.clock.advance(OPEN_FOR - Duration::from_micros(1));
    assert!(scene.sends(id, "still there?").await.is_ok());
    scene.clock.advance(Duration::from_micros(1));
    let n_messages = scene.thread().await.len();
    assert_eq!(scene.sends(id, "hello?").await.unwrap_err().kind(), ErrorKind::WindowClosed);
    assert_eq!(scene.starts("hello?").await.unwrap_err().kind(), ErrorKind::WindowClosed);
    let answered = scene
        .desk
        .answer_ticket(&agent(), chatdesk_core::TicketNumber::new(1), None, Ok("x".to_owned()))
        .await;
    assert_eq!(answered.unwrap_err().kind(), ErrorKind::WindowClosed);
    assert_eq!(scene.thread().await.len(), n_messages, "nothing is stored");

    scene.hears("support").await;
    assert!(scene.sends(id, "there you are").await.is_ok());
}

#[tokio::test]
async fn nobody_writes_to_a_stranger_without_a_template() {
    let folder = Folder::new();
    let scene =
        Scene::with(&folder, Carriage { window: Some(OPEN_FOR), has_template: false }).await;
    assert_eq!(scene.starts("hello?").await.unwrap_err().kind(), ErrorKind::WindowClosed);
    assert!(scene.conversations().await.is_empty());
    let unknown = scene.desk.customer(&agent(), Ok(john())).await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound, "nothing is stored");
}

#[tokio::test]
async fn what_is_said_outside_waits_for_the_answer_that_one_template_asks_for() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    let first = scene.starts("Your parcel is here").await.unwrap();
    assert_eq!(scene.lines(1).await, ["template: Support Team: Your parcel is here"]);
    let waits = eventually("it says why it waits", async || {
        Some(scene.receipt(&first).await).filter(|receipt| receipt.error.is_some())
    })
    .await;
    assert_eq!(waits.state, ReceiptState::Queued);
    assert!(waits.error.unwrap().contains("waits until they answer"));
    let second = scene.says("Fetch it by noon").await.unwrap();

    // Another day passes, and no other template leaves.
    scene.clock.advance(Duration::from_hours(24));
    scene.hears("OK, on my way").await;
    scene.gets(&second, ReceiptState::Sent).await;
    let mut lines = scene.lines(3).await;
    lines.retain(|line| !line.starts_with("hint"));
    assert_eq!(
        lines,
        [
            "template: Support Team: Your parcel is here",
            "Support Team: Your parcel is here",
            "Support Team: Fetch it by noon"
        ],
        "in their order, and the template once"
    );
    assert_eq!(scene.receipt(&first).await.state, ReceiptState::Sent);
}

#[tokio::test]
async fn who_never_answers_is_not_waited_for_longer_than_a_week() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    let said = scene.starts("Your parcel is here").await.unwrap();
    scene.lines(1).await;
    eventually("it waits", async || scene.receipt(&said).await.error).await;
    scene.clock.advance(Duration::from_hours(7 * 24));
    let failed = scene.gets(&said, ReceiptState::Failed).await;
    assert!(failed.error.unwrap().contains("did not answer the template within 7 days"));
    assert_eq!(scene.all_carried().len(), 1);
}

#[tokio::test]
async fn a_template_that_cannot_be_brought_fails_what_it_was_for() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    scene.provider.answer(Outcome::Refused { why: "the template is paused".to_owned() });
    let said = scene.starts("Your parcel is here").await.unwrap();
    let failed = scene.gets(&said, ReceiptState::Failed).await;
    assert!(failed.error.unwrap().contains("the template is paused"));
}

#[tokio::test]
async fn a_provider_that_knows_better_lets_the_template_leave_too() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.lines(1).await;
    scene.provider.answer(Outcome::NeedsTemplate { why: "131047".to_owned() });
    scene.says("Your parcel is here").await.unwrap();
    let lines = scene.lines(3).await;
    assert_eq!(
        lines[1..],
        ["Support Team: Your parcel is here", "template: Support Team: Your parcel is here"]
    );
    scene.hears("yes").await;
    let lines = scene.lines(4).await;
    assert!(lines[3..].contains(&"Support Team: Your parcel is here".to_owned()), "{lines:?}");
}

#[tokio::test]
async fn what_nobody_wrote_is_not_worth_a_template() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.hears("Hello").await;
    scene.lines(2).await;
    scene.clock.advance(Duration::from_mins(30));
    scene.lines(4).await;
    scene.clock.advance(Duration::from_hours(24));
    let number = chatdesk_core::TicketNumber::new(1);
    scene.desk.close_ticket(&agent(), number, None, Ok(None)).await.unwrap();
    let resolved = scene.thread().await.pop().unwrap();
    assert!(resolved.content.contains("resolved"), "{}", resolved.content);
    let failed = scene.gets(&resolved, ReceiptState::Failed).await;
    assert!(failed.error.unwrap().contains("24 hours"));
    assert_eq!(scene.all_carried().len(), 4);
}
