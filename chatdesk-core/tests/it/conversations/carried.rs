//! What the desk says gets to whom it is said to, and the message says how far it got.

use super::*;

#[tokio::test]
async fn what_an_agent_says_is_carried_with_the_prefix_and_the_rest_as_it_is() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.hears("Hello").await;
    assert_eq!(scene.carrier.n_attempts(), 0, "what is answered to a call is carried by nobody");

    scene.says("Which format?").await.unwrap();
    scene.gets(ReceiptState::Sent).await;
    scene.answers(1, "A PDF would do").await.unwrap();
    let id = scene.row().await.view.session.id;
    scene.desk.send(&agent(), id, None, Ok("Or a PNG".to_owned())).await.unwrap();
    scene.ends(None).await.unwrap();
    let carried = scene.carried(5).await;
    assert_eq!(carried[0], "Support Team: Which format?");
    assert_eq!(carried[1], "Support Team: A PDF would do");
    assert_eq!(carried[2], "Support Team: Or a PNG");
    assert!(carried[3].contains("support chat has ended"), "{carried:?}");
    assert!(carried[4].contains("main menu"), "{carried:?}");
    let messages = scene.thread().await;
    assert!(messages.iter().any(|it| it.content == "Which format?"), "no prefix is stored");
    assert!(messages.iter().take(3).all(|it| it.receipt.is_none()), "{messages:?}");
}

#[tokio::test]
async fn what_fails_for_good_says_so_and_what_is_tried_again_by_hand_arrives() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let why = "the number is not on WhatsApp".to_owned();
    scene.carrier.answer(Outcome::Refused { why: why.clone() });
    scene.says("Hello").await.unwrap();
    scene.gets(ReceiptState::Failed).await;
    let failed = scene.thread().await.pop().unwrap().receipt.unwrap();
    assert_eq!(failed.error, Some(why));

    let state = chatdesk_core::JobState::Failed;
    let rows = scene.desk.deliveries(&agent(), Ok(state), (None, 10)).await.unwrap().rows;
    let provider_id = Some("wamid.1".to_owned());
    scene.carrier.answer(Outcome::Sent { provider_id: provider_id.clone(), thread: None });
    scene.desk.retry_delivery(&agent(), rows[0].number).await.unwrap();
    scene.gets(ReceiptState::Sent).await;
    let sent = scene.thread().await.pop().unwrap().receipt.unwrap();
    assert_eq!((sent.provider_id, sent.error), (provider_id, None));
}

#[tokio::test]
async fn nothing_leaves_for_somebody_who_was_switched_off() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let switch = chatdesk_core::Switch::Off;
    let off = chatdesk_core::ToggleChat { address: john(), switch, reason: None };
    scene.desk.switch_chat(&agent(), Ok(off)).await.unwrap();
    scene.answers(1, "You may not chat any more").await.unwrap();
    scene.gets(ReceiptState::Failed).await;
    assert_eq!(scene.carrier.n_attempts(), 0);
}

#[tokio::test]
async fn each_waits_for_the_one_before_it() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.carrier.answer(Outcome::Retry { after: None, why: "busy".to_owned() });
    scene.says("one").await.unwrap();
    scene.says("two").await.unwrap();
    assert_eq!(scene.carried(1).await, ["Support Team: one"]);
    scene.clock.advance(Duration::from_secs(6));
    let carried = scene.carried(3).await;
    assert_eq!(carried, ["Support Team: one", "Support Team: one", "Support Team: two"]);
}

#[tokio::test]
async fn how_far_it_got_is_told_to_the_desks_streams_and_moves_the_session() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let mut ear = scene.desk.listen(&agent(), None).await.unwrap();
    scene.says("Hello").await.unwrap();
    let mut told = Vec::new();
    while told.len() < 2 {
        let signal = tokio::time::timeout(crate::stage::BOUND, ear.next()).await.unwrap().unwrap();
        if let chatdesk_core::Signal::Changed(_, change) = signal
            && let chatdesk_core::Change::Message(message, view) = &*change
        {
            told.push((message.seq, view.version(chatdesk_core::Side::Desk)));
        }
    }
    assert_eq!(told[0].0, told[1].0, "the same message, twice");
    scene.gets(ReceiptState::Sent).await;
}

#[tokio::test]
async fn a_channel_that_nobody_carries_has_no_receipts() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    let address = Address::of_channel(Channel::Telegram, "42").unwrap();
    let text = Ok(Some("Hello".to_owned()));
    let said = scene.desk.start_chat(&agent(), Ok(address), None, text).await.unwrap();
    assert_eq!(said.message.unwrap().receipt, None);
}

#[tokio::test]
async fn an_answer_waits_for_the_first_attempt_and_no_longer() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let said = scene.says("Hello").await.unwrap().message.unwrap();
    let patience = Duration::from_secs(2);
    let agent = agent();
    let wait = |seq| scene.desk.carried(&agent, (said.session, seq), patience);
    assert_eq!(wait(said.seq).await.unwrap(), Some(ReceiptState::Sent));

    scene.carrier.hang();
    let hangs = scene.says("Hello?").await.unwrap().message.unwrap();
    let mut waiting = Box::pin(wait(hangs.seq));
    let clock = scene.clock.clone();
    let state = loop {
        tokio::select! {
            state = &mut waiting => break state.unwrap(),
            () = tokio::task::yield_now() => clock.advance(Duration::from_millis(1)),
        }
    };
    assert_eq!(state, Some(ReceiptState::Queued));
}
