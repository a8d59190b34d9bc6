//! Thirty minutes without a word, by the clock.

use super::*;

const SILENCE: Duration = Duration::from_mins(30);
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_chat_goes_on_at_29_59_and_is_over_at_30_00() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.clock.advance(SILENCE.checked_sub(SECOND).unwrap());
    assert!(scene.hears("Still here").await.handled);
    assert_eq!(scene.state().await, "chat_support_active");

    scene.clock.advance(SILENCE.checked_sub(SECOND).unwrap());
    assert_eq!(scene.state().await, "chat_support_active");
    scene.clock.advance(SECOND);
    assert_eq!(scene.state().await, "idle", "whether or not a timer has said so");
    let carried = scene.carried(2).await;
    assert!(carried[0].contains("support chat has ended"), "{carried:?}");
    assert!(carried[1].contains("main menu"), "{carried:?}");
    let ended_at = scene.row().await.dialog.ended_at;
    assert_eq!(ended_at, Some(after(SILENCE + SILENCE.checked_sub(SECOND).unwrap())));
    assert!(!scene.hears("Still here?").await.handled);
    assert_eq!(scene.ticket().await.status, TicketStatus::Open);
}

#[tokio::test]
async fn what_either_side_says_begins_the_silence_anew() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    for n in 0..4 {
        scene.clock.advance(Duration::from_mins(20));
        match n % 2 {
            0 => scene.says("A moment").await.map(drop).unwrap(),
            _ => drop(scene.hears("Yes").await),
        }
    }
    assert_eq!(scene.state().await, "chat_support_active");
    let lines = scene.lines().await;
    assert!(!lines.iter().any(|line| line.contains("has ended")), "{lines:?}");
}

#[tokio::test]
async fn the_silence_is_measured_across_a_restart() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.hears("Hello").await;
    scene.clock.advance(SILENCE.checked_sub(SECOND).unwrap());
    let mut scene = scene.restarted(&folder).await;
    assert!(scene.hears("Still here").await.handled);
    scene.clock.advance(SILENCE.checked_sub(SECOND).unwrap());
    let scene = scene.restarted(&folder).await;
    assert_eq!(scene.state().await, "chat_support_active");
    scene.clock.advance(SECOND);
    let carried = scene.carried(2).await;
    assert!(carried[0].contains("support chat has ended"), "{carried:?}");
    assert_eq!(scene.state().await, "idle");
}

#[tokio::test]
async fn an_earlier_chats_silence_does_not_end_the_next_one() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.clock.advance(Duration::from_mins(20));
    scene.hears("done").await;
    scene.hears("support").await;
    scene.clock.advance(Duration::from_mins(15));
    scene.hears("Hello").await;
    scene.clock.advance(Duration::from_mins(29));
    assert!(scene.hears("Hello?").await.handled);
    scene.clock.advance(SILENCE);
    eventually("it is over", async || (scene.carrier.n_attempts() >= 2).then_some(())).await;
    let closings = scene.lines().await.iter().filter(|line| line.contains("has ended")).count();
    assert_eq!(closings, 2, "one by the word, one by the silence");
}
