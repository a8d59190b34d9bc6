//! Tickets: how they are made, who may write into them, and how they go along with their session.

mod moves;
mod numbers;
mod repeats;
mod who;

use std::time::Duration;

use chatdesk_core::{
    Actor, Agent, AgentFilter, Amend, Amendment, At, Error, ErrorKind, MadeTicket, MakeTicket,
    OpenTicket, ResolvedTicket, Sent, Seq, SessionId, SessionStatus, SessionView, Side, Ticket,
    TicketAmendment, TicketCounts, TicketNumber, TicketOrder, TicketPriority, TicketSort,
    TicketStatus, Tickets, Timestamp, Window,
};
use chatdesk_testkit::given::NOW;

use crate::stage::{Person, Stage};

/// So many seconds after the beginning.
fn at(secs: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(secs))
}

/// What somebody writes who is not logged in.
fn lost() -> OpenTicket {
    OpenTicket {
        phone: "+49 (170) 123-4567".to_owned(),
        name: " Ada Lovelace ".to_owned(),
        description: "My parcel is lost".to_owned(),
        priority: TicketPriority::High,
    }
}

fn ticket_of(view: &SessionView) -> &Ticket {
    view.ticket.as_ref().unwrap()
}

fn made(made: MadeTicket) -> SessionView {
    match made {
        MadeTicket::Made(At { value, .. }) => value,
        MadeTicket::Found(_) => panic!("a ticket was found where one was to be made"),
    }
}

impl Stage {
    /// A public ticket, and whoever has its token.
    async fn ticket(&self) -> (Person, TicketNumber) {
        let view = made(self.desk.open_ticket(None, Ok(lost())).await.unwrap());
        let number = ticket_of(&view).number;
        (Person { desk: self.desk.clone(), actor: Actor::Ticket(number) }, number)
    }
}

impl Person {
    async fn answers(&self, number: TicketNumber, text: &str) -> Result<Sent, Error> {
        self.desk.answer_ticket(&self.actor, number, None, Ok(text.to_owned())).await
    }

    async fn resolves(&self, number: TicketNumber, text: &str) -> Result<ResolvedTicket, Error> {
        let text = Some(text.to_owned()).filter(|text| !text.is_empty());
        self.desk.close_ticket(&self.actor, number, None, Ok(text)).await
    }

    async fn moves(&self, number: TicketNumber, to: TicketStatus) -> Result<Ticket, Error> {
        self.changes(number, TicketAmendment { status: Some(to), ..TicketAmendment::default() })
            .await
    }

    async fn changes(&self, number: TicketNumber, to: TicketAmendment) -> Result<Ticket, Error> {
        let amended = self.desk.amend_ticket(&self.actor, number, Ok(to)).await?;
        Ok(ticket_of(&amended.value).clone())
    }

    async fn sees(&self, number: TicketNumber) -> Result<(SessionView, Vec<String>), Error> {
        let window = Window::Newest { limit: 200 };
        let thread = self.desk.ticket(&self.actor, number, Ok(window)).await?.value.thread;
        let texts = thread.messages.into_iter().map(|message| message.content);
        Ok((thread.view, texts.collect()))
    }

    /// The ticket as the desk sees it.
    async fn looks(&self, number: TicketNumber) -> Ticket {
        ticket_of(&self.sees(number).await.unwrap().0).clone()
    }

    async fn makes_ticket(&self, session: SessionId) -> Result<MadeTicket, Error> {
        self.desk.ticket_of(&self.actor, session, Ok(MakeTicket::default())).await
    }

    async fn lists(&self, tickets: Tickets) -> (Vec<u64>, u32) {
        let listed = self.desk.tickets(&self.actor, Ok(tickets)).await.unwrap();
        let numbers = listed.rows.iter().map(|view| ticket_of(view).number.get());
        (numbers.collect(), listed.total)
    }
}

fn kind<T: std::fmt::Debug>(outcome: Result<T, Error>) -> ErrorKind {
    outcome.unwrap_err().kind()
}

#[tokio::test]
async fn a_public_ticket_is_kept_as_it_was_claimed() {
    let stage = Stage::new().await;
    let view = made(stage.desk.open_ticket(None, Ok(lost())).await.unwrap());
    let ticket = ticket_of(&view);
    assert_eq!(ticket.number.get(), 1);
    assert_eq!((ticket.status, ticket.priority), (TicketStatus::Open, TicketPriority::High));
    assert_eq!(ticket.description, "My parcel is lost");
    assert_eq!((&ticket.agent, &ticket.reference), (&None, &None));
    assert_eq!((ticket.created_at, ticket.updated_at), (NOW, NOW));
    assert_eq!((ticket.first_answered_at, ticket.resolved_at), (None, None));
    assert_eq!((ticket.session, ticket.contact), (view.session.id, view.contact.id));
    let profile = &view.contact.profile;
    assert_eq!(profile.phone.as_deref(), Some("+491701234567"));
    assert_eq!(profile.name.as_deref(), Some("Ada Lovelace"));
    assert!(view.contact.address.is_visitor());
    // What is to be solved is no message.
    assert_eq!(view.session.last_seq, Seq::ZERO);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_named() {
    let stage = Stage::new().await;
    let with = |change: fn(&mut OpenTicket)| {
        let mut ticket = lost();
        change(&mut ticket);
        ticket
    };
    for (ticket, field) in [
        (with(|it| it.phone = "123456".to_owned()), "/phone_number"),
        (with(|it| it.phone = "1234567890123456".to_owned()), "/phone_number"),
        (with(|it| it.phone = "0170/1234567".to_owned()), "/phone_number"),
        (with(|it| it.phone = "call me 1234567".to_owned()), "/phone_number"),
        (with(|it| it.phone = String::new()), "/phone_number"),
        (with(|it| it.name = "  ".to_owned()), "/sender_name"),
        (with(|it| it.name = "a\nb".to_owned()), "/sender_name"),
        (with(|it| it.description = " ".to_owned()), "/issue_description"),
        (with(|it| it.description = "x".repeat(4_001)), "/issue_description"),
    ] {
        match stage.desk.open_ticket(None, Ok(ticket)).await {
            Err(Error::Invalid(invalid)) => assert_eq!(invalid.field, field),
            other => panic!("{field}: {other:?}"),
        }
    }
    for phone in ["1234567", "+123456789012345", "(030) 12 34-567"] {
        let ticket = OpenTicket { phone: phone.to_owned(), ..lost() };
        stage.desk.open_ticket(None, Ok(ticket)).await.unwrap();
    }
}

#[tokio::test]
async fn nobody_is_found_by_phone_or_name() {
    let stage = Stage::new().await;
    let first = made(stage.desk.open_ticket(None, Ok(lost())).await.unwrap());
    let second = made(stage.desk.open_ticket(None, Ok(lost())).await.unwrap());
    assert_ne!(first.contact.id, second.contact.id);
    assert_ne!(first.contact.address, second.contact.address);
    assert_ne!(first.session.id, second.session.id);
    assert_eq!((ticket_of(&first).number.get(), ticket_of(&second).number.get()), (1, 2));
}

#[tokio::test]
async fn a_chat_becomes_a_ticket_once() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("hello").await;
    alex.says(session, "yes?").await;
    let before = ann.view(session).await;

    let view = made(alex.makes_ticket(session).await.unwrap());
    let ticket = ticket_of(&view).clone();
    assert_eq!((ticket.session, ticket.contact), (session, before.contact.id));
    assert_eq!((ticket.status, ticket.priority), (TicketStatus::Open, TicketPriority::Medium));
    assert_eq!(ticket.agent, view.session.agent);
    assert_eq!(ticket.description, "yes?");
    for side in [Side::Customer, Side::Desk] {
        assert!(view.version(side) > before.version(side), "{side:?} sees that there is one");
    }

    let again = MakeTicket { priority: TicketPriority::Urgent, description: Some("x".to_owned()) };
    let again = stage.agent("8").desk.ticket_of(&alex.actor, session, Ok(again)).await.unwrap();
    let MadeTicket::Found(found) = again else { panic!("there is one already") };
    assert_eq!(ticket_of(&found.value), &ticket);

    assert_eq!(kind(ann.makes_ticket(session).await), ErrorKind::Forbidden);
    let over = ann.another_chat().await;
    ann.ends(over).await;
    assert_eq!(kind(alex.makes_ticket(over).await), ErrorKind::SessionEnded);
}

#[tokio::test]
async fn a_ticket_has_who_has_its_session() {
    let stage = Stage::new().await;
    let (token, number) = stage.ticket().await;
    let (alex, kim) = (stage.agent("7"), stage.agent("8"));
    token.answers(number, "hello").await.unwrap();
    let session = alex.looks(number).await.session;
    let check = async |id: Option<&str>| {
        let view = alex.view(session).await;
        assert_eq!(ticket_of(&view).agent, view.session.agent);
        assert_eq!(view.session.agent.map(|agent: Agent| agent.id).as_deref(), id);
    };
    check(None).await;
    alex.answers(number, "yes").await.unwrap();
    check(Some("7")).await;
    let to = |agent| TicketAmendment { agent, ..TicketAmendment::default() };
    alex.changes(number, to(Amend::Set("8".to_owned()))).await.unwrap();
    check(Some("8")).await;
    kim.changes(number, to(Amend::Clear)).await.unwrap();
    check(None).await;
    let amendment = Amendment { agent: Amend::Set("7".to_owned()), ..Amendment::default() };
    kim.desk.amend(&kim.actor, session, Ok(amendment)).await.unwrap();
    check(Some("7")).await;
    match alex.changes(number, to(Amend::Set("visitor:1".to_owned()))).await {
        Err(Error::Invalid(invalid)) => assert_eq!(invalid.field, "/assigned_admin_id"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn tags_are_the_sessions() {
    let stage = Stage::new().await;
    let (_, number) = stage.ticket().await;
    let alex = stage.agent("7");
    let before = alex.looks(number).await;
    let tags = Amend::Set(vec!["late".to_owned()]);
    let to = TicketAmendment { tags, ..TicketAmendment::default() };
    assert_eq!(alex.changes(number, to).await.unwrap(), before);
    assert_eq!(alex.view(before.session).await.session.tags, ["late"]);
}

#[tokio::test]
async fn the_hosts_reference_is_set_and_cleared_and_the_desk_hears_of_it() {
    let stage = Stage::live().await;
    let (_, number) = stage.ticket().await;
    let alex = stage.agent("7");
    let mut desk = alex.listens().await;
    let to = |reference| TicketAmendment { reference, ..TicketAmendment::default() };
    let set = |text: &str| to(Amend::Set(text.to_owned()));
    let longest = "x".repeat(100);
    for (typed, kept) in
        [(" S-4711 ", Some("S-4711")), (&longest, Some(longest.as_str())), ("  ", None)]
    {
        let ticket = alex.changes(number, set(typed)).await.unwrap();
        assert_eq!(ticket.reference.as_deref(), kept);
        assert_eq!(desk.hears().await, "ticket 1 open");
    }
    let before = alex.changes(number, set("S-4711")).await.unwrap();
    assert_eq!(alex.changes(number, to(Amend::Keep)).await.unwrap(), before);
    assert_eq!(alex.changes(number, set("S-4711")).await.unwrap(), before);
    for unfit in ["x".repeat(101), "a\nb".to_owned(), "\0".to_owned()] {
        match alex.changes(number, to(Amend::Set(unfit))).await {
            Err(Error::Invalid(invalid)) => assert_eq!(invalid.field, "/student_id"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(alex.looks(number).await, before);
    assert_eq!(alex.changes(number, to(Amend::Clear)).await.unwrap().reference, None);
}

#[tokio::test]
async fn a_users_visitors_ticket_becomes_the_users() {
    let stage = Stage::new().await;
    let (visitor, alex) = (stage.visitor(7), stage.agent("7"));
    let session = visitor.writes_first("hello").await;
    let number = ticket_of(&made(alex.makes_ticket(session).await.unwrap())).number;
    alex.resolves(number, "").await.unwrap();
    let ann = stage.user("ann");
    ann.desk.identify(&ann.actor, Ok(visitor.address())).await.unwrap();

    let (view, texts) = ann.sees(number).await.unwrap();
    assert_eq!(texts, ["hello"]);
    assert_eq!(ticket_of(&view).contact, view.contact.id);
    assert_eq!(view.contact.address, ann.address());
    assert_eq!(kind(visitor.sees(number).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn who_is_erased_has_no_ticket() {
    let stage = Stage::new().await;
    let (token, number) = stage.ticket().await;
    let (admin, alex) = (stage.admin(), stage.agent("7"));
    let address = alex.sees(number).await.unwrap().0.contact.address;
    admin.desk.erase(&admin.actor, Ok(address)).await.unwrap();
    assert_eq!(kind(token.sees(number).await), ErrorKind::NotFound);
    assert_eq!(kind(alex.sees(number).await), ErrorKind::NotFound);
    // Its number is nobody's any more.
    let (_, next) = stage.ticket().await;
    assert_eq!(next.get(), number.get() + 1);
}

fn all() -> Tickets {
    Tickets {
        statuses: [].into(),
        priority: None,
        agent: AgentFilter::Any,
        phone: None,
        search: String::new(),
        sort: TicketSort { by: TicketOrder::Number, descending: false },
        skip: 0,
        limit: 50,
    }
}

#[tokio::test]
async fn tickets_are_listed_and_counted() {
    let stage = Stage::new().await;
    let alex = stage.agent("7");
    for _ in 0..4 {
        stage.ticket().await;
    }
    let number = TicketNumber::new;
    alex.answers(number(1), "yes").await.unwrap();
    alex.resolves(number(2), "").await.unwrap();
    alex.moves(number(3), TicketStatus::InProgress).await.unwrap();

    assert_eq!(alex.lists(all()).await, (vec![1, 2, 3, 4], 4));
    assert_eq!(alex.lists(Tickets { skip: 1, limit: 2, ..all() }).await, (vec![2, 3], 4));
    let open = [TicketStatus::Open, TicketStatus::InProgress].into();
    assert_eq!(alex.lists(Tickets { statuses: open, ..all() }).await, (vec![1, 3, 4], 3));
    let phone = Some("49 170 1234567".parse().unwrap());
    assert_eq!(alex.lists(Tickets { phone, limit: 1, ..all() }).await, (vec![1], 4));
    let search = "parcel lost".to_owned();
    assert_eq!(alex.lists(Tickets { search, ..all() }).await, (vec![1, 2, 3, 4], 4));
    let counts = alex.desk.ticket_counts(&alex.actor).await.unwrap().value;
    assert_eq!(counts, TicketCounts { open: 1, in_progress: 2, unassigned: 2 });
    let ann = stage.user("ann");
    assert_eq!(kind(ann.desk.tickets(&ann.actor, Ok(all())).await), ErrorKind::Forbidden);
}

#[tokio::test]
async fn the_desk_hears_of_tickets_and_no_customer_does() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("hello").await;
    let (mut desk, mut hers) = (alex.listens().await, ann.listens().await);
    let number = ticket_of(&made(alex.makes_ticket(session).await.unwrap())).number;
    assert_eq!(desk.hears().await, "session waiting");
    assert_eq!(desk.hears().await, "ticket 1 open");
    alex.changes(
        number,
        TicketAmendment { priority: Some(TicketPriority::Urgent), ..TicketAmendment::default() },
    )
    .await
    .unwrap();
    assert_eq!(desk.hears().await, "ticket 1 open");
    alex.answers(number, "yes").await.unwrap();
    assert_eq!(desk.hears().await, "message 2 of the desk: yes");
    assert_eq!(desk.hears().await, "ticket 1 in_progress");
    // The same again is no event, and neither is what a message tells already.
    alex.moves(number, TicketStatus::InProgress).await.unwrap();
    stage.clock.advance(Duration::from_secs(1));
    ann.says(session, "thanks").await;
    stage.clock.advance(Duration::from_secs(1));
    alex.answers(number, "bye").await.unwrap();
    assert_eq!(desk.hears().await, "message 3 of the customer: thanks");
    assert_eq!(desk.hears().await, "message 4 of the desk: bye");
    alex.resolves(number, "").await.unwrap();
    assert_eq!(desk.hears().await, "ticket 1 resolved");
    assert_eq!(hers.hears().await, "session waiting");
    assert_eq!(hers.hears().await, "message 2 of the desk: yes");
    assert_eq!(hers.hears().await, "message 3 of the customer: thanks");
}

#[tokio::test]
async fn the_last_word_of_a_web_chat_ends_no_ticket() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("hello").await;
    let number = ticket_of(&made(alex.makes_ticket(session).await.unwrap())).number;
    assert_eq!(ann.ends(session).await.session.status, SessionStatus::Ended);
    assert_eq!(alex.looks(number).await.status, TicketStatus::Open);
    assert_eq!(kind(ann.answers(number, "more").await), ErrorKind::SessionEnded);
    assert_eq!(kind(alex.resolves(number, "bye").await), ErrorKind::SessionEnded);
    alex.resolves(number, "").await.unwrap();
    assert_eq!(
        alex.moves(number, TicketStatus::Closed).await.unwrap().status,
        TicketStatus::Closed
    );
}
