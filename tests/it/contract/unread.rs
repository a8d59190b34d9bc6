//! Unread counts against a model of a few lines, over a walk of random steps that repeats itself.

use chatdesk_api::{MessagesAnswer, Status};
use chatdesk_tests::{Actor, Agent, Random, Server, User};

use crate::view;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Customer,
    Desk,
}

/// What the contract says of one session: who sent which message, and how far each side has read.
#[derive(Debug, Default)]
struct Model {
    session: String,
    sent: Vec<Side>,
    customer_read: usize,
    desk_read: usize,
    version: u64,
    ended: bool,
}

impl Model {
    fn unread(&self, reader: Side) -> u64 {
        let read = if reader == Side::Customer { self.customer_read } else { self.desk_read };
        self.sent.iter().skip(read).filter(|sender| **sender != reader).count() as u64
    }

    fn read(&mut self, reader: Side, up_to: usize) {
        let last = self.sent.len();
        let cursor =
            if reader == Side::Customer { &mut self.customer_read } else { &mut self.desk_read };
        *cursor = (*cursor).max(up_to.min(last));
    }
}

struct Walk {
    user: User,
    agent: Agent,
    random: Random,
    sessions: Vec<Model>,
}

impl Walk {
    async fn open(&mut self) {
        let session = self.user.open("first").await;
        let model = Model { session: session.id, sent: vec![Side::Customer], ..Model::default() };
        self.sessions.push(model);
    }

    /// One random thing happens in one random session; an ended one is only read.
    async fn step(&mut self) {
        let n_sessions = self.sessions.len() as u64;
        let which = usize::try_from(self.random.below(n_sessions)).unwrap();
        let roll = self.random.below(100);
        let model = &mut self.sessions[which];
        let last = model.sent.len() as u64;
        match roll {
            0..30 if !model.ended => {
                self.user.write(&model.session, "from the customer").await;
                model.sent.push(Side::Customer);
            }
            30..60 if !model.ended => {
                self.agent.write(&model.session, "from the desk").await;
                model.sent.push(Side::Desk);
            }
            95..98 => {
                self.user.end(&model.session).await.expect(200);
                model.ended = true;
            }
            98..100 => self.open().await,
            roll => {
                let up_to = 1 + self.random.below(last + 2);
                let reader = if roll % 2 == 0 { Side::Customer } else { Side::Desk };
                let left = match reader {
                    Side::Customer => view::read(&self.user, &model.session, up_to).await,
                    Side::Desk => view::read(&self.agent, &model.session, up_to).await,
                };
                model.read(reader, usize::try_from(up_to).unwrap());
                assert_eq!(left, model.unread(reader), "{model:?} read by {reader:?}");
            }
        }
    }

    async fn compare(&mut self) {
        for model in &mut self.sessions {
            let query = "?limit=1";
            let customer: MessagesAnswer = self.user.messages(&model.session, query).await.ok();
            let desk: MessagesAnswer = self.agent.messages(&model.session, query).await.ok();
            assert_eq!(customer.session.unread_count, model.unread(Side::Customer), "{model:?}");
            assert_eq!(desk.session.unread_count, model.unread(Side::Desk), "{model:?}");
            let read = (model.customer_read as u64, model.desk_read as u64);
            assert_eq!(
                (customer.read.sides().user, customer.read.sides().admin),
                read,
                "{model:?}"
            );
            assert_eq!(desk.read, customer.read, "{model:?}");
            assert!(customer.session.version >= model.version, "a version never falls: {model:?}");
            model.version = customer.session.version;
        }
        let of_all = |side| self.sessions.iter().map(|model| model.unread(side)).sum::<u64>();
        let status: Status = self.user.get("/chat/status").await.ok();
        assert_eq!(status.unread_count, of_all(Side::Customer));
        let users = view::desk_users(&self.agent).await.users;
        assert_eq!(users[0].unread_count, of_all(Side::Desk));
        for listed in view::desk_sessions(&self.agent).await {
            let model = self.sessions.iter().find(|model| model.session == listed.id).unwrap();
            assert_eq!(
                listed.unread_count,
                model.unread(Side::Desk),
                "{model:?} in the desk's list"
            );
        }
    }
}

#[tokio::test]
async fn unread_counts_of_both_sides_equal_the_model_after_every_step() {
    let server = Server::start().await;
    let random = Random::seeded(20_261_121);
    let (user, agent) = (server.user("42"), server.agent("a"));
    let mut walk = Walk { user, agent, random, sessions: Vec::new() };
    walk.open().await;

    for _ in 0..150 {
        walk.step().await;
        walk.compare().await;
    }

    assert!(walk.sessions.len() > 1 && walk.sessions.iter().any(|model| model.ended));
}

#[tokio::test]
async fn the_version_grows_with_every_change_of_a_session() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;
    let mut versions = vec![view::session(&user, &session).await.version];

    admin.write(&session, "two").await;
    versions.push(view::session(&user, &session).await.version);
    user.mark_read(&session, 2).await.expect(200);
    versions.push(view::session(&user, &session).await.version);
    admin.mark_read(&session, 1).await.expect(200);
    versions.push(view::session(&admin, &session).await.version);
    admin.switch("42", serde_json::json!(false)).await.expect(200);
    versions.push(view::session(&user, &session).await.version);
    admin.switch("42", serde_json::json!(true)).await.expect(200);
    versions.push(view::session(&admin, &session).await.version);
    user.end(&session).await.expect(200);
    versions.push(view::session(&user, &session).await.version);

    assert!(versions.is_sorted_by(|earlier, later| earlier < later), "{versions:?}");
}
