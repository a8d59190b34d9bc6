//! Fifty users and three admins through each host, and what the database says of it afterwards.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chatdesk_api::{AdminSessions, Status};
use chatdesk_tests::{Caller, Resume, eventually_within, tell};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::admin::{self, Answered, EVERY};
use crate::host::{Host, Kind};
use crate::patience::{self, PATIENCE};
use crate::reader::Reader;
use crate::stored::{Stored, Texts};
use crate::user::{self, Heard, Sent};

/// Who is there, logged in.
pub(crate) struct Crowd {
    users: Vec<Caller>,
    admins: Vec<Caller>,
    /// How many messages were sent by now.
    pub(crate) done: Arc<AtomicU64>,
}

/// Everything that was said and heard.
pub(crate) struct Talk {
    sent: Vec<Sent>,
    users: Vec<Heard>,
    admins: Vec<Answered>,
}

impl Crowd {
    pub(crate) async fn log_in(host: &Host, n_users: usize, n_admins: usize) -> Self {
        let mut crowd = Self { users: vec![], admins: vec![], done: Arc::default() };
        for number in 1..=n_users {
            crowd.users.push(host.log_in(&format!("user-{number}")).await);
        }
        for number in 1..=n_admins {
            crowd.admins.push(host.log_in(&format!("admin-{number}")).await);
        }
        crowd
    }

    /// Everybody writes so many messages after the first.
    pub(crate) async fn talk(&self, n_messages: u64) -> Talk {
        let (tell_all, told) = watch::channel(None);
        let mut admins = Vec::new();
        for (rest, caller) in self.admins.iter().enumerate() {
            let reader = Reader::open(caller, rest as u64, 200).await;
            let share = (rest, self.admins.len());
            admins.push(tokio::spawn(admin::answer(caller.clone(), reader, share, told.clone())));
        }
        let (mut writers, mut listeners) = (Vec::new(), Vec::new());
        for (number, caller) in self.users.iter().enumerate() {
            let mut reader = Reader::open(caller, 1_000 + number as u64, 15).await;
            let sent = user::begin(caller, number).await;
            reader.session = Some(sent.session.clone());
            listeners.push(tokio::spawn(user::listen(caller.clone(), reader, told.clone())));
            let done = Arc::clone(&self.done);
            writers.push(tokio::spawn(user::write(caller.clone(), number, sent, n_messages, done)));
        }
        let sent = all(writers).await;
        let n_of = |it: &Sent| it.texts.len() as u64 + it.texts.len() as u64 / EVERY;
        tell_all.send_replace(Some(sent.iter().map(|it| (it.session.clone(), n_of(it))).collect()));
        Talk { sent, users: all(listeners).await, admins: all(admins).await }
    }

    /// Both ends have heard what is stored, each message once and in its order, and the badges are right.
    pub(crate) async fn check(&self, host: &Host, talk: &Talk) {
        let stored = Stored::read(host.server());
        let mut n_resumed = 0;
        for ((sent, heard), caller) in talk.sent.iter().zip(&talk.users).zip(&self.users) {
            let texts = &stored.texts[&sent.session];
            let positions: Vec<u64> = texts.iter().map(|(seq, _)| *seq).collect();
            assert_eq!(positions, (1..=texts.len() as u64).collect::<Vec<_>>());
            let own = texts.iter().map(|(_, text)| text).filter(|text| !text.starts_with("to "));
            assert_eq!(own.collect::<Vec<_>>(), sent.texts.iter().collect::<Vec<_>>());
            let only = Texts::from([(sent.session.clone(), texts.clone())]);
            assert_eq!(heard.reader.heard, only, "a user's stream");
            assert_eq!(resumed(caller, &heard.reader.begin, &only).await, only, "resumed");
            n_resumed += heard.reader.n_resumed;
        }
        assert_eq!(stored.texts.len(), talk.sent.len(), "nobody else wrote");
        for answered in &talk.admins {
            assert_eq!(answered.reader.heard, stored.texts, "an admin's stream");
            n_resumed += answered.reader.n_resumed;
        }
        self.check_badges(&stored, talk).await;
        let n_messages: usize = stored.texts.values().map(Vec::len).sum();
        let kind = host.kind();
        tell(&format!("{kind:?}: {n_messages} messages, {n_resumed} streams resumed"));
    }

    async fn check_badges(&self, stored: &Stored, talk: &Talk) {
        let mut read = BTreeMap::new();
        for answered in &talk.admins {
            read.extend(answered.read.iter().map(|(session, id)| (session.as_str(), *id)));
        }
        let mut unread_by_desk = BTreeMap::new();
        for ((sent, heard), caller) in talk.sent.iter().zip(&talk.users).zip(&self.users) {
            let after = |up_to: u64, is_desks: bool| {
                let is_it = |(seq, text): &&(u64, String)| {
                    *seq > up_to && text.starts_with("to ") == is_desks
                };
                stored.texts[&sent.session].iter().filter(is_it).count() as u64
            };
            let desk_read = read.get(sent.session.as_str()).copied().unwrap_or(0);
            let (theirs, desks) = (after(heard.read_up_to, true), after(desk_read, false));
            assert_eq!(stored.unread[&sent.session], (theirs, desks), "in the database");
            let status: Status = patience::get(caller, "/chat/status").await.ok();
            assert_eq!(status.unread_count, theirs, "a user's badge");
            unread_by_desk.insert(sent.session.clone(), desks);
        }
        for caller in &self.admins {
            let listed: AdminSessions =
                patience::get(caller, "/admin/chat/sessions?limit=200").await.ok();
            let listed =
                listed.sessions.into_iter().map(|it| (it.session.id, it.session.unread_count));
            assert_eq!(listed.collect::<BTreeMap<_, _>>(), unread_by_desk, "an admin's list");
            let status: Status = patience::get(caller, "/chat/status").await.ok();
            assert_eq!(status.unread_count, unread_by_desk.values().sum::<u64>());
        }
    }

    /// Waits until so many messages are sent.
    pub(crate) async fn until(&self, n_messages: u64) {
        eventually_within(PATIENCE, "the middle of the talk", async || {
            (self.done.load(Ordering::Relaxed) >= n_messages).then_some(())
        })
        .await;
    }
}

/// What a stream repeats from a cursor on.
async fn resumed(caller: &Caller, cursor: &str, texts: &Texts) -> Texts {
    let lengths = texts.iter().map(|(session, texts)| (session.clone(), texts.len() as u64));
    let (_, mut told) = watch::channel(Some(lengths.collect()));
    let mut reader = Reader::after(caller, &Resume::after(cursor)).await;
    while reader.next(&mut told).await.is_some() {}
    reader.heard
}

async fn all<T>(tasks: Vec<JoinHandle<T>>) -> Vec<T> {
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

async fn a_minute_through(kind: Kind) {
    let host = Host::start(kind).await;
    let crowd = Crowd::log_in(&host, 50, 3).await;
    let talk = crowd.talk(30).await;
    crowd.check(&host, &talk).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_users_and_three_admins_for_a_minute_through_both_hosts_at_once() {
    tokio::join!(a_minute_through(Kind::Express), a_minute_through(Kind::Django));
}
