use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use chatdesk_api::{Message, ProblemCode, StreamEvent};
use chatdesk_tests::{Actor, EventStream, Resume, Server, User, eventually};
use futures_util::future::join_all;
use serde_json::json;

use crate::view;

const N_SENDERS: usize = 6;
const N_ROUNDS: usize = 5;

/// What the senders of one round share.
#[derive(Default)]
struct Round {
    n_accepted: AtomicU64,
    is_switched: AtomicBool,
}

/// The body of the n-th send of a sender.
fn body(sender: usize, n: usize) -> serde_json::Value {
    let client_id = format!("{sender}-{n}");
    json!({"content": client_id, "client_id": client_id})
}

/// Sends until it is refused; what was accepted, by client id.
async fn send_until_refused(
    user: &User,
    session: &str,
    sender: usize,
    round: &Round,
) -> BTreeMap<String, Message> {
    let mut accepted = BTreeMap::new();
    for n in 0.. {
        let began_after_the_switch = round.is_switched.load(Ordering::SeqCst);
        let answer = user.post_message(session, body(sender, n)).await;
        if answer.code() == 403 {
            answer.refused(403, ProblemCode::ChatDisabled);
            break;
        }
        assert!(!began_after_the_switch, "accepted after the switch was answered: {answer}");
        let message: Message = answer.created();
        round.n_accepted.fetch_add(1, Ordering::SeqCst);
        accepted.insert(message.client_id.clone().unwrap(), message);
    }
    accepted
}

/// Between the switch and its undoing the desk hears of no message.
async fn assert_silence_after_the_switch(desk: &mut EventStream, n_accepted: usize) {
    let is_off = |event: &StreamEvent| matches!(event, StreamEvent::Toggle(it) if !it.chat_enabled);
    let is_on = |event: &StreamEvent| matches!(event, StreamEvent::Toggle(it) if it.chat_enabled);
    let is_message =
        |event: &&chatdesk_tests::Event| matches!(event.event, StreamEvent::Message(_));
    let before = desk.until(is_off).await;
    let after = desk.until(is_on).await;
    assert_eq!(before.iter().filter(is_message).count(), n_accepted);
    assert_eq!(after.iter().filter(is_message).count(), 0, "{after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_senders_while_the_switch_falls_what_is_accepted_is_stored_and_nothing_after_it() {
    let server = Server::start().await;
    let admin = server.admin("root");

    for number in 0..N_ROUNDS {
        let user = server.user(&format!("user-{number}"));
        let session = user.open("first").await.id;
        let mut desk = admin.stream(&Resume::now()).await;
        let round = Round::default();

        let senders = join_all(
            (0..N_SENDERS).map(|sender| send_until_refused(&user, &session, sender, &round)),
        );
        let switch = async {
            eventually("a dozen messages are accepted", async || {
                (round.n_accepted.load(Ordering::SeqCst) >= 12).then_some(())
            })
            .await;
            admin.switch(user.id(), json!(false)).await.expect(200);
            round.is_switched.store(true, Ordering::SeqCst);
        };
        let (accepted, ()) = tokio::join!(senders, switch);

        let accepted: BTreeMap<_, _> = accepted.into_iter().flatten().collect();
        let stored = view::thread(&user, &session).await.into_iter().skip(1);
        let stored: BTreeMap<_, _> =
            stored.map(|message| (message.client_id.clone().unwrap(), message)).collect();
        assert_eq!(stored, accepted, "round {number}: accepted = stored");
        let (_, one) = accepted.iter().next_back().unwrap();
        let retry = json!({"content": one.content, "client_id": one.client_id});
        assert_eq!(&user.post_message(&session, retry).await.ok::<Message>(), one);
        admin.switch(user.id(), json!(true)).await.expect(200);
        assert_silence_after_the_switch(&mut desk, accepted.len()).await;
    }
}
