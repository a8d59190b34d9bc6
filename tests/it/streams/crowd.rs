//! Many listeners at once, and one who does not listen.

use chatdesk_tests::{Actor, Caller, EventStream, RawConnection, Resume, Server, tell};
use futures_util::{StreamExt as _, stream};
use http::Method;
use serde_json::json;

use super::fold::places;

const N_USERS: usize = 95;
const N_AGENTS: usize = 5;
/// As many as one person may have.
const STREAMS_EACH: usize = 10;

/// One listener: who it is, what it heard, and after what it comes back.
struct Ear {
    who: usize,
    stream: EventStream,
    heard: Vec<(String, u64)>,
    last: String,
}

impl Ear {
    /// Listens until it has heard so many messages in all.
    async fn hears(&mut self, n_messages: usize) {
        while self.heard.len() < n_messages {
            let event = self.stream.next().await;
            self.last.clone_from(&event.id);
            self.heard.extend(places(std::slice::from_ref(&event)));
        }
    }
}

/// The users, then the agents.
fn people(server: &Server) -> Vec<Caller> {
    let users = (0..N_USERS).map(|number| server.user(&format!("user-{number}")).caller().clone());
    let agents = (0..N_AGENTS).map(|number| server.agent(&format!("a-{number}")).caller().clone());
    users.chain(agents).collect()
}

/// One message to each session.
async fn write_to_all(people: &[Caller], sessions: &[String]) {
    stream::iter(people.iter().zip(sessions))
        .for_each_concurrent(8, |(who, session)| async move {
            who.write(session, "again").await;
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_listeners_hear_each_message_once_and_in_order_through_a_restart() {
    let server = Server::start().await;
    let callers = people(&server);
    let mut sessions = Vec::new();
    for user in &callers[..N_USERS] {
        sessions.push(user.open("first").await.id);
    }
    let mut ears = Vec::new();
    for (who, caller) in callers.iter().enumerate() {
        for _ in 0..STREAMS_EACH {
            let stream = caller.stream(&Resume::now()).await;
            let last = stream.hello_id().to_owned();
            ears.push(Ear { who, stream, heard: vec![], last });
        }
    }
    assert_eq!(ears.len(), 1_000);
    let n_messages = |ear: &Ear, n_rounds: usize| {
        if ear.who < N_USERS { n_rounds } else { n_rounds * N_USERS }
    };
    write_to_all(&callers, &sessions).await;
    for ear in &mut ears {
        ear.hears(n_messages(ear, 1)).await;
    }

    // Some are told of the second round before the end, some after it.
    write_to_all(&callers, &sessions).await;
    let server = server.kill_and_restart().await;
    let callers = people(&server);
    let third = write_to_all(&callers, &sessions);
    let come_back = async {
        for ear in &mut ears {
            ear.stream = callers[ear.who].stream(&Resume::last_event_id(&ear.last)).await;
        }
    };
    tokio::join!(third, come_back);

    for ear in &mut ears {
        ear.hears(n_messages(ear, 3)).await;
        for (number, session) in sessions.iter().enumerate() {
            let of_it = ear.heard.iter().filter(|(name, _)| name == session);
            let heard: Vec<_> = of_it.map(|(_, id)| *id).collect();
            let is_theirs = ear.who == number || ear.who >= N_USERS;
            assert_eq!(heard, if is_theirs { vec![2, 3, 4] } else { vec![] });
        }
    }
}

/// More than the server keeps for those who listen, and more than sockets hold.
const N_MISSED: usize = 5_400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_does_not_read_is_reset_and_costs_a_bounded_amount_of_memory() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("first").await.id;
    let request = agent.request(Method::GET, "/chat/events");
    let mut slow = RawConnection::open_narrow(server.api().authority()).await;
    let authority = server.api().authority();
    slow.write(&RawConnection::bytes_of(authority, &request)).await;
    slow.read_until("event: hello").await;
    let text = "x".repeat(3_900);
    let (text, session) = (&text, &session);
    let before = server.resident_kib();

    stream::iter(0..N_MISSED)
        .for_each_concurrent(32, |_| async {
            let body = json!({"content": text});
            user.post_message(session, body).await.expect(201);
        })
        .await;

    let after = server.resident_kib();
    let read = slow.read_until("event: reset").await;
    tell(&format!(
        "a reader that slept over {N_MISSED} messages: {before} KiB before, {after} KiB after"
    ));
    let n_told = read.matches("event: message").count();
    assert!(n_told < N_MISSED, "nothing was missed: {n_told}");
    let mut reset = read.rsplit("event: reset").next().unwrap_or_default().to_owned();
    if !reset.contains("\n\n") {
        reset += &slow.read_until("\n\n").await;
    }
    assert!(reset.contains(r#""reason":"slow""#), "{reset}");
    // What the ring holds, the pages that the database keeps, and what requests left in the allocator.
    assert!(after.saturating_sub(before) < 128 * 1_024, "{before} KiB, then {after} KiB");
}
