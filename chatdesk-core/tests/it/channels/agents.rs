//! Agents answer from where they were told: bound once, by a reply or in a topic, and nobody else does.

use chatdesk_core::{
    Chatted, ContactKind, Customer, Profile, Remark, SenderKind, SessionId, SessionStatus, Side,
    Switch,
};

use super::*;

const GROUP: &str = "-1001";

/// What user 42 of Telegram writes in the group, or to the bot alone.
fn chatted(text: &str, id: u32) -> Chatted {
    Chatted {
        channel: Channel::Telegram,
        by: "42".to_owned(),
        name: Some("Alex T.".to_owned()),
        chat: GROUP.to_owned(),
        is_private: false,
        thread: None,
        reply_to: None,
        content: InboundContent::Text(text.to_owned()),
        message_id: format!("{GROUP}:{id}"),
        written_at: None,
    }
}

fn privately(text: &str, id: u32) -> Chatted {
    let (chat, message_id) = ("42".to_owned(), format!("42:{id}"));
    Chatted { chat, is_private: true, message_id, ..chatted(text, id) }
}

fn reply(text: &str, id: u32, to: &str) -> Chatted {
    Chatted { reply_to: Some(to.to_owned()), ..chatted(text, id) }
}

fn ann() -> Actor {
    let address = Address::of_host("ann").unwrap();
    Actor::Customer(Customer { kind: ContactKind::User, address, profile: Profile::default() })
}

impl Scene {
    async fn chats(&self, chatted: Chatted) -> Option<String> {
        let received = Received::Chatted(Box::new(chatted));
        let remark: Option<Remark> = self.desk.receive(received).await.unwrap();
        remark.map(|remark| remark.text)
    }

    /// Follows a link that an agent asked for.
    async fn binds(&self, actor: &Actor, id: &str) -> String {
        let link = self.desk.issue_binding_link(actor, (Channel::Telegram, id)).await.unwrap();
        self.chats(privately(&format!("/start {}", link.secret), 1)).await.unwrap()
    }

    /// Ann writes in the widget; the alert of it is called so.
    async fn ann_writes(&self, text: &str, alert: &str, thread: Option<&str>) -> SessionId {
        let (provider_id, thread) = (Some(format!("{GROUP}:{alert}")), thread.map(str::to_owned));
        let n_told = self.n_told();
        self.provider.answer(Outcome::Sent { provider_id, thread });
        let chat = chatdesk_core::OpenChat { message: Some(text.to_owned()), ..Default::default() };
        let opened = self.desk.open(&ann(), None, Ok(chat)).await.unwrap();
        let (chatdesk_core::OpenedChat::Made(view) | chatdesk_core::OpenedChat::Found(view)) =
            opened;
        self.clock.advance(Duration::from_secs(61));
        eventually("it is told", async || (self.n_told() > n_told).then_some(())).await;
        let id = view.value.session.id;
        // Whoever is answered to has to be found by what was told.
        eventually("it is settled", async || {
            let state = chatdesk_core::JobState::Waiting;
            let waiting = self.desk.deliveries(&agent(), Ok(state), (None, 50)).await.unwrap();
            waiting.rows.is_empty().then_some(())
        })
        .await;
        id
    }

    fn n_told(&self) -> usize {
        let attempts = self.provider.attempts();
        attempts.iter().filter(|it| matches!(it.content, Content::Unread(_))).count()
    }

    async fn lines_of(&self, id: SessionId) -> Vec<String> {
        let window = Ok(Window::Newest { limit: 50 });
        let thread = self.desk.thread(&agent(), id, window).await.unwrap().value.thread;
        let line = |it: &Message| {
            let name = it.sender.name.clone().unwrap_or_default();
            format!("{} {name}: {}", it.sender.kind.as_str(), it.content)
        };
        thread.messages.iter().map(line).collect()
    }

    async fn view(&self, id: SessionId) -> chatdesk_core::SessionView {
        let window = Ok(Window::Newest { limit: 1 });
        self.desk.thread(&agent(), id, window).await.unwrap().value.thread.view
    }
}

#[tokio::test]
async fn a_reply_to_the_alert_is_in_the_chat_once_and_reads_what_was_told() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    let welcome = scene.binds(&agent(), "7").await;
    assert!(welcome.contains("Welcome, Alex"), "{welcome}");
    let id = scene.ann_writes("Is anybody there?", "10", None).await;
    for _ in 0..3 {
        assert_eq!(scene.chats(reply("Yes, I am", 11, "-1001:10")).await, None);
    }
    let lines = scene.lines_of(id).await;
    assert_eq!(lines, ["user : Is anybody there?", "admin Alex: Yes, I am"]);
    let view = scene.view(id).await;
    assert_eq!((view.unread(Side::Desk), view.session.agent.unwrap().id), (0, "7".to_owned()));
}

#[tokio::test]
async fn what_is_written_in_the_topic_of_a_chat_is_in_the_chat() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    scene.binds(&agent(), "7").await;
    let id = scene.ann_writes("Hello?", "10", Some("77")).await;
    let in_topic = |text, id| Chatted { thread: Some("77".to_owned()), ..chatted(text, id) };
    assert_eq!(scene.chats(in_topic("Hi!", 12)).await, None);
    // The same number of a topic in another group is another topic.
    let elsewhere = Chatted { chat: "-2002".to_owned(), ..in_topic("Hi there!", 13) };
    assert_eq!(scene.chats(elsewhere).await, None);
    assert_eq!(scene.lines_of(id).await.len(), 2);

    // Ann's next message is told in the same topic.
    scene.ann_writes("And another thing", "14", Some("77")).await;
    let attempts = scene.provider.attempts();
    let Content::Unread(last) = &attempts.last().unwrap().content else { panic!("{attempts:?}") };
    assert_eq!(last.told.thread.as_deref(), Some("77"));
    let texts: Vec<_> = last.messages.iter().map(|it| it.content.as_str()).collect();
    assert_eq!(texts, ["And another thing"], "what was told before is not told again");
}

#[tokio::test]
async fn nobody_answers_who_was_not_bound() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    let id = scene.ann_writes("Hello?", "10", Some("77")).await;
    let in_topic = Chatted { thread: Some("77".to_owned()), ..chatted("I am no agent", 11) };
    for said in [reply("I am no agent", 12, "-1001:10"), in_topic, reply("/end", 13, "-1001:10")] {
        assert_eq!(scene.chats(said).await, None);
    }
    assert_eq!(scene.lines_of(id).await, ["user : Hello?"]);
    assert_eq!(scene.view(id).await.session.status, SessionStatus::Waiting);
}

#[tokio::test]
async fn a_link_binds_once_and_within_an_hour_and_a_wrong_one_binds_nobody() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    let admin = agent();
    let issue = || scene.desk.issue_binding_link(&admin, (Channel::Telegram, "7"));
    let late = issue().await.unwrap();
    scene.clock.advance(Duration::from_mins(60));
    let used = issue().await.unwrap();
    let start = |secret: &str, id| privately(&format!("/start {secret}"), id);
    assert!(scene.chats(start(&used.secret, 2)).await.unwrap().contains("Welcome"));
    for (secret, id) in [(late.secret, 1), (used.secret, 3), ("0".repeat(40), 4)] {
        let said = scene.chats(start(&secret, id)).await.unwrap();
        assert!(said.contains("used up or too old"), "{said}");
    }
}

#[tokio::test]
async fn an_agent_binds_themself_and_an_administrator_others_as_agents() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    let plain =
        |id: &str| Actor::Staff(Staff { role: StaffRole::Agent, id: id.to_owned(), name: None });
    let issue = async |actor: &Actor, id: &str| {
        let issued = scene.desk.issue_binding_link(actor, (Channel::Telegram, id)).await;
        issued.map(drop).map_err(|error| error.kind())
    };
    use chatdesk_core::ErrorKind::Forbidden;
    assert_eq!(issue(&plain("9"), "9").await, Ok(()));
    assert_eq!(issue(&plain("9"), "7").await, Err(Forbidden));
    assert_eq!(issue(&ann(), "ann").await, Err(Forbidden));
    assert_eq!(issue(&Actor::Host, "7").await, Err(Forbidden));

    // Who was bound by somebody else may answer, and not switch chat off.
    scene.binds(&agent(), "9").await;
    let id = scene.ann_writes("Hello?", "10", None).await;
    let said = scene.chats(reply("/off", 11, "-1001:10")).await.unwrap();
    assert!(said.contains("not allowed"), "{said}");
    assert_eq!(scene.view(id).await.contact.switch, Switch::On);
}

#[tokio::test]
async fn commands_take_end_and_switch_off() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    scene.binds(&agent(), "7").await;
    let id = scene.ann_writes("Hello?", "10", None).await;
    let command = async |text: &str, id| scene.chats(reply(text, id, "-1001:10")).await.unwrap();
    assert!(command("/help", 11).await.contains("/take, /end, /off"));
    assert!(command("/take@shopbot", 12).await.contains("yours"));
    assert_eq!(scene.view(id).await.session.agent.unwrap().id, "7");
    assert!(command("/off", 13).await.contains("switched off"));
    assert_eq!(scene.view(id).await.contact.switch, Switch::Off);
    assert!(command("/end", 14).await.contains("ended"));
    assert_eq!(scene.view(id).await.session.status, SessionStatus::Ended);
    let late = scene.chats(reply("Are you still there?", 15, "-1001:10")).await.unwrap();
    assert!(late.contains("has ended"), "{late}");
    assert!(!scene.lines_of(id).await.iter().any(|line| line.contains("still there")));
}

#[tokio::test]
async fn whoever_is_revoked_answers_no_more() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    scene.binds(&agent(), "7").await;
    let id = scene.ann_writes("Hello?", "10", None).await;
    scene.clock.advance(Duration::from_secs(1));
    scene.desk.revoke(&agent(), Ok(Address::of_host("7").unwrap())).await.unwrap();
    scene.chats(reply("Yes", 11, "-1001:10")).await;
    assert_eq!(scene.lines_of(id).await, ["user : Hello?"]);
}

#[tokio::test]
async fn who_is_not_of_the_desk_is_a_customer_in_a_private_chat_and_nobody_in_a_group() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    assert_eq!(scene.chats(privately("support", 1)).await, None);
    assert_eq!(scene.chats(privately("My parcel is late", 2)).await, None);
    assert_eq!(scene.chats(chatted("support", 3)).await, None);
    let row = scene.row().await;
    assert_eq!(row.view.contact.address.as_str(), "telegram:42");
    assert_eq!(row.view.unread(Side::Desk), 1);
    let kinds: Vec<_> = scene.lines_of(row.view.session.id).await;
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    assert_eq!(SenderKind::Visitor.as_str(), "visitor");
}

/// The alert of a number of the desk's, and what its owner writes back.
#[tokio::test]
async fn a_reply_to_an_alert_on_whatsapp_is_in_the_chat_and_what_strangers_reply_is_not() {
    let folder = Folder::new();
    let (clock, alerts) = (ManualClock::default(), RecordingNotifier::new("whatsapp-alert-1"));
    let alerts = alerts.alerting(Alerting::default().per_minute(10));
    let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
    let desk = Desk::builder(store).clock(clock.clone()).notifier(alerts.clone()).build();
    let running = desk.clone();
    let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
    let scene = Scene { desk, clock, provider: alerts, worker, n_heard: 0 };
    eventually("the worker runs", async || scene.desk.ready().await.ok()).await;

    let link = scene.desk.issue_binding_link(&agent(), (Channel::Whatsapp, "7")).await.unwrap();
    scene.receives(wrote(&format!("/start {}", link.secret), "wamid.1")).await.unwrap();
    let id = scene.ann_writes("Hello?", "10", None).await;
    let told = format!("{GROUP}:10");
    let jane = Address::of_channel(Channel::Whatsapp, "+4912345678").unwrap();
    let reply_to = Some(told);
    let stranger = Inbound { address: jane, reply_to: reply_to.clone(), ..wrote("No", "wamid.2") };
    scene.receives(stranger).await.unwrap();
    for _ in 0..2 {
        let reply_to = reply_to.clone();
        scene.receives(Inbound { reply_to, ..wrote("Yes", "wamid.3") }).await.unwrap();
    }
    assert_eq!(scene.lines_of(id).await, ["user : Hello?", "admin Alex: Yes"]);
    assert!(scene.conversations().await.is_empty(), "who is of the desk is no customer");
}
