//! `kill -9` in the middle of it: everything is told, and what is told twice was not settled when the server died.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use chatdesk_api::AdminSessions;
use chatdesk_tests::{
    Actor as _, Api, Random, Server, TempFolder, User, asked_number, eventually_within, tell,
};
use futures_util::future::join_all;
use http::Method;
use serde_json::json;

use crate::{
    receiver::{Line, Post, Receiver},
    scene::{Row, begins, leases_lapse, nothing_waits, telling, unsettled},
};

/// Kills in an ordinary run.
const N_ROUNDS: usize = 30;
/// Names another number of kills: `cargo xtask test --long` asks for more.
const ROUNDS: &str = "CHATDESK_TEST_KILL_ROUNDS";
/// Whoever writes in one round; nobody of them writes in another.
const N_SENDERS: usize = 8;

/// What each of them writes at most: a server in this build takes ten times what it tells.
const N_MESSAGES: usize = 8;
/// How long what has piled up over all lives may take.
const CATCHING_UP: Duration = Duration::from_secs(60);

/// Opens a session and writes, until the server is gone or there is enough.
async fn write_until_it_dies(api: &Api, id: &str) {
    let user = User::new(api, id);
    let open = user.request(Method::POST, "/chat/sessions").json(&json!({"message": "first"}));
    let Ok(opened) = api.try_send(open).await else { return };
    let session = opened.created::<chatdesk_api::Session>().id;
    let path = format!("/chat/session/{session}/messages");
    for _ in 1..N_MESSAGES {
        let next = user.request(Method::POST, &path).json(&json!({"content": "and"}));
        if api.try_send(next).await.is_err() {
            return;
        }
    }
}

/// A burst, and a kill in the middle of what the receiver is told of it.
async fn burst_until_killed(
    server: Server,
    receiver: &Receiver,
    round: usize,
    random: &mut Random,
) -> Arc<TempFolder> {
    let api = server.api().clone();
    let n_posts = 1 + random.below(40);
    // Half of them right when a post has come: between that, the answer and what is made of it.
    let moment = Duration::from_micros(random.below(2) * random.below(5_000));
    let names: Vec<_> = (0..N_SENDERS).map(|number| format!("user-{round}-{number}")).collect();
    let writing = names.iter().map(|name| write_until_it_dies(&api, name));
    let killing = async {
        receiver.comes_to(n_posts).await;
        tokio::time::sleep(moment).await;
        server.kill()
    };
    let (_, folder) = tokio::join!(join_all(writing), killing);
    receiver.life_ends().await;
    folder
}

/// Every message that is stored, by session and position.
async fn stored(server: &Server) -> BTreeSet<(String, u64)> {
    let (agent, mut stored, mut cursor) = (server.agent("a"), BTreeSet::new(), String::new());
    loop {
        let path = format!("/admin/chat/sessions?limit=200{cursor}");
        let page: AdminSessions = agent.get(&path).await.ok();
        for listed in page.sessions {
            let session = listed.session;
            stored.extend((1..=session.last_seq).map(|seq| (session.id.clone(), seq)));
        }
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return stored,
        }
    }
}

/// What the log says of one delivery.
#[derive(Default)]
struct Told {
    /// The lives in which it came.
    lives: Vec<usize>,
    /// The lives in which that was answered.
    answered: BTreeSet<usize>,
}

fn by_delivery(log: &[Line]) -> BTreeMap<&str, Told> {
    let mut told: BTreeMap<&str, Told> = BTreeMap::new();
    for line in log {
        match line {
            Line::Got(Post { life, id, .. }) => told.entry(id).or_default().lives.push(*life),
            Line::Yes { life, id } => {
                told.entry(id).or_default().answered.insert(*life);
            }
        }
    }
    told
}

/// A delivery comes again in another life, exactly where it was not settled in the file when the life ended in which it
/// came; within a life never. Comes to how many did, and how many of those had been answered.
fn assert_repeats(log: &[Line], kills: &[BTreeMap<String, Row>]) -> (usize, usize) {
    let (mut n_repeats, mut n_answered) = (0, 0);
    for (id, Told { lives, answered }) in by_delivery(log) {
        for pair in lives.windows(2) {
            let [one, next] = [pair[0], pair[1]];
            assert!(one < next, "{id} was told twice between two kills: {lives:?}");
            assert!(
                kills[one..next].iter().all(|unsettled| unsettled.contains_key(id)),
                "{id} was settled, and told again: {lives:?}"
            );
            n_repeats += 1;
            n_answered += usize::from(answered.contains(&one));
        }
        let last = *lives.last().unwrap();
        if let Some(unsettled) = kills.get(last) {
            assert!(!unsettled.contains_key(id), "{id} was not settled, and not told again");
        }
    }
    (n_repeats, n_answered)
}

/// In each session what is written later is told later; a repeat comes before what follows it.
fn assert_order(posts: &[Post]) {
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for (session, seq) in posts.iter().filter_map(Post::message) {
        let before = last.insert(session.clone(), seq).unwrap_or_default();
        assert!(seq == before || seq == before + 1, "{session}: {seq} after {before}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_told_over_kills_and_twice_only_what_was_not_settled() {
    let n_rounds = asked_number(ROUNDS).unwrap_or(N_ROUNDS);
    let seed = Random::fresh_seed();
    tell(&format!("the seed of the outbox's kills is {seed}"));
    let (mut random, receiver) = (Random::seeded(seed), Receiver::new().await);
    let mut folder = Arc::new(TempFolder::new());
    let mut server = Server::launch(telling(&folder, &receiver)).await;
    let trial = begins(&server, &receiver).await;
    let mut kills = Vec::new();

    for round in 0..n_rounds {
        folder = burst_until_killed(server, &receiver, round, &mut random).await;
        kills.push(unsettled(&folder));
        leases_lapse(&folder);
        server = Server::launch(telling(&folder, &receiver)).await;
    }

    let mut expected = stored(&server).await;
    // What was written there before anybody told of it is told to nobody.
    expected.retain(|(session, _)| *session != trial);
    eventually_within(CATCHING_UP, &format!("every message is told; seed {seed}"), async || {
        let told: BTreeSet<_> = receiver.posts().iter().filter_map(Post::message).collect();
        expected.is_subset(&told).then_some(())
    })
    .await;
    nothing_waits(&server).await;
    let (log, mut posts) = (receiver.log(), receiver.posts());
    let (n_repeats, n_answered) = assert_repeats(&log, &kills);
    posts.retain(|post| post.message().is_some_and(|(session, _)| session != trial));
    assert_order(&posts);
    let (n_messages, n_posts) = (expected.len(), posts.len());
    tell(&format!(
        "{n_messages} messages in {n_posts} posts over {n_rounds} kills: {n_repeats} repeats, \
         {n_answered} of them of what had been answered"
    ));
    assert!(n_answered > 0, "seed {seed}: no kill came between an answer and its settling");
}
