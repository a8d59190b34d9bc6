//! `kill -9` in the middle of it: what was acknowledged is there, once, where it was said to be.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chatdesk_api::Message;
use chatdesk_tests::{
    Actor, Agent, Api, Launch, Random, Request, Server, TempFolder, User, asked_number, tell,
};
use futures_util::future::join_all;
use http::Method;
use rusqlite::Connection;
use serde_json::json;
use tokio::sync::watch;

use crate::view;

/// Kills in an ordinary run.
const N_ROUNDS: usize = 20;
/// Names another number of kills: `cargo xtask test --long` asks for more.
const ROUNDS: &str = "CHATDESK_TEST_KILL_ROUNDS";

/// One of eight: two tabs of a user in each of three sessions, and the desk in two of them.
#[derive(Debug)]
struct Sender {
    name: String,
    session: String,
    is_desk: bool,
    /// What was acknowledged, by client id: where it was said to stand.
    acknowledged: BTreeMap<String, u64>,
    /// What was sent and never answered.
    open_question: Option<String>,
}

impl Sender {
    fn request(&self, api: &Api, client_id: &str) -> Request {
        let path = format!("/chat/session/{}/messages", self.session);
        let body = json!({"content": client_id, "client_id": client_id});
        if self.is_desk {
            Agent::new(api, "a").request(Method::POST, &path).json(&body)
        } else {
            User::new(api, "42").request(Method::POST, &path).json(&body)
        }
    }

    /// Sends until the server is gone; counts what was acknowledged.
    async fn send_until_it_dies(&mut self, api: &Api, round: usize, n: &watch::Sender<u64>) {
        for number in 0.. {
            let client_id = format!("{}:{round}:{number}", self.name);
            self.open_question = Some(client_id.clone());
            let request = self.request(api, &client_id);
            let Ok(answer) = api.try_send(request).await else { return };
            self.acknowledged.insert(client_id, answer.created::<Message>().id);
            self.open_question = None;
            n.send_modify(|n| *n += 1);
        }
    }

    /// The retry that a client makes: the same client id, whether it was stored or not.
    async fn ask_again(&mut self, api: &Api) {
        if let Some(client_id) = self.open_question.take() {
            let answer = api.send(self.request(api, &client_id)).await;
            assert!(matches!(answer.code(), 200 | 201), "{answer}");
            self.acknowledged.insert(client_id, answer.typed::<Message>().id);
        }
    }
}

/// Eight senders; the first messages of the three sessions are nobody's.
async fn senders(server: &Server) -> Vec<Sender> {
    let user = server.user("42");
    let mut sessions = Vec::new();
    for _ in 0..3 {
        sessions.push(user.open("first").await.id);
    }
    let sender = |(number, (session, is_desk)): (usize, (usize, bool))| Sender {
        name: format!("sender-{number}"),
        session: sessions[session].clone(),
        is_desk,
        acknowledged: BTreeMap::new(),
        open_question: None,
    };
    let customers = [(0, false), (0, false), (1, false), (1, false), (2, false), (2, false)];
    let desk = [(0, true), (1, true)];
    customers.into_iter().chain(desk).enumerate().map(sender).collect()
}

/// The file as the kill left it, looked at from a copy so that nothing is repaired in place.
fn assert_integrity(folder: &TempFolder, round: usize) {
    let name = folder.database().file_name().unwrap().to_owned();
    let copy = folder.copy_folder("chatdesk-data", &format!("copy-{round}"));
    let connection = Connection::open(Path::new(&copy).join(name)).unwrap();
    let verdict: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok", "round {round}");
    let faults = connection.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap();
    assert!(!faults, "round {round}: a row refers to one that is not there");
}

/// Every acknowledged message is there once, where it was said to be, and positions have no gaps.
async fn assert_all_there(server: &Server, senders: &[Sender], when: &str) {
    let agent = server.agent("a");
    let mut sessions: Vec<&String> = senders.iter().map(|sender| &sender.session).collect();
    sessions.sort();
    sessions.dedup();
    for session in sessions {
        let thread = view::thread(&agent, session).await;
        let positions: Vec<u64> = thread.iter().map(|message| message.id).collect();
        assert_eq!(positions, (1..=thread.len() as u64).collect::<Vec<_>>(), "{when}");
        let mut stored: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for message in &thread {
            stored.entry(&message.content).or_default().push(message.id);
        }
        for sender in senders.iter().filter(|sender| sender.session == *session) {
            for (client_id, position) in &sender.acknowledged {
                let found = stored.get(client_id.as_str());
                assert_eq!(found, Some(&vec![*position]), "{when}: {client_id}");
            }
        }
        assert!(stored.values().all(|positions| positions.len() == 1), "{when}: {stored:?}");
    }
}

/// Sends with all eight at once, and kills the server at a random moment in the middle of it.
async fn send_until_killed(
    server: Server,
    senders: &mut [Sender],
    round: usize,
    random: &mut Random,
) -> Arc<TempFolder> {
    let api = server.api().clone();
    let (counter, mut count) = watch::channel(0);
    let n_acknowledged = 1 + random.below(120);
    let moment = Duration::from_micros(random.below(5_000));
    let sending = senders.iter_mut().map(|sender| sender.send_until_it_dies(&api, round, &counter));
    let killing = async {
        count.wait_for(|n| *n >= n_acknowledged).await.unwrap();
        tokio::time::sleep(moment).await;
        server.kill()
    };
    tokio::join!(join_all(sending), killing).1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_kills_in_the_middle_of_eight_senders() {
    let n_rounds = asked_number(ROUNDS).unwrap_or(N_ROUNDS);
    let seed = Random::fresh_seed();
    tell(&format!("the seed of the kills is {seed}"));
    let mut random = Random::seeded(seed);
    let mut server = Server::start().await;
    let mut senders = senders(&server).await;

    for round in 0..n_rounds {
        let folder = send_until_killed(server, &mut senders, round, &mut random).await;
        assert_integrity(&folder, round);
        server = Server::launch(Launch::server_in(folder)).await;
        let when = format!("seed {seed}, round {round}");
        assert_all_there(&server, &senders, &when).await;
        let api = server.api().clone();
        join_all(senders.iter_mut().map(|sender| sender.ask_again(&api))).await;
        assert_all_there(&server, &senders, &format!("{when}, asked again")).await;
    }

    let n_acknowledged: usize = senders.iter().map(|sender| sender.acknowledged.len()).sum();
    tell(&format!("{n_acknowledged} messages were acknowledged in {n_rounds} rounds of kills"));
    let finished = server.terminate();
    assert!(finished.status.success(), "{}", finished.stderr);
}
