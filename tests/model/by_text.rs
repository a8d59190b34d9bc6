//! Chats by text, drawn at random, on the real desk over a real file and on a reference: after every step the host's bot and
//! the desk are told the same, nothing that was typed while support was on is missing from the thread, and nobody has two
//! tickets that are not closed.

mod reference;
mod steps;

use std::time::Duration;

use chatdesk_core::{
    Actor, Address, AgentFilter, Channel, Desk, ErrorKind, Given, Inbound, InboundAnswer,
    InboundContent, List, Message, SenderKind, Staff, StaffRole, Store as _, Switch,
    TicketAmendment, TicketNumber, TicketOrder, TicketSort, TicketStatus, Tickets, ToggleChat,
    Window,
};
use chatdesk_tests::{asked_number, tell};
use proptest::{
    prelude::prop_assert_eq,
    test_runner::{Config, TestCaseError, TestRunner},
};

use self::{
    reference::{Person, Told},
    steps::{Did, Step, steps},
};
use crate::world::{EmptyFile, Stage};

/// Sequences in an ordinary run.
const N_SEQUENCES: usize = 2_000;
const PHONES: [&str; 2] = ["+491700000001", "+491700000002"];

fn agent() -> Actor {
    Actor::Staff(Staff { role: StaffRole::Admin, id: "7".to_owned(), name: None })
}

fn address(who: usize) -> Address {
    Address::of_channel(Channel::Whatsapp, PHONES[who]).unwrap()
}

/// The real desk beside what was written down about it.
struct Walk {
    stage: Stage,
    people: [Person; 2],
    now: u64,
    n_heard: usize,
    /// The last message that was kept, and what was answered to it.
    last: Option<(Inbound, InboundAnswer)>,
}

impl Walk {
    fn desk(&self) -> &Desk {
        &self.stage.desk
    }

    async fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Clock(seconds) => {
                self.now += seconds;
                self.stage.clock.advance(Duration::from_secs(*seconds));
            }
            Step::Restart => self.stage.restart().await,
            Step::Again => {
                if let Some((inbound, answer)) = self.last.clone() {
                    let again = self.desk().inbound(&Actor::Host, Ok(inbound)).await.unwrap();
                    prop_assert_eq!(again, answer);
                }
            }
            Step::Hear(who, content, is_registered) => {
                self.hear(*who, content, *is_registered).await?;
            }
            Step::Desk(who, did) => self.desk_does(*who, *did).await?,
        }
        self.look().await
    }

    async fn hear(
        &mut self,
        who: usize,
        content: &InboundContent,
        is_registered: Option<bool>,
    ) -> Result<(), TestCaseError> {
        self.n_heard += 1;
        let content = content.clone();
        let message_id = format!("m{}", self.n_heard);
        let (address, name, written_at) = (address(who), Some("Ann".to_owned()), None);
        let channel = Channel::Whatsapp;
        let inbound = Inbound {
            channel,
            address,
            aliases: vec![],
            name,
            content,
            reply_to: None,
            message_id,
            is_registered,
            written_at,
        };
        let expected = self.people[who].hears(&inbound.content, is_registered, self.now);
        let told = self.desk().inbound(&Actor::Host, Ok(inbound.clone())).await.unwrap();
        prop_assert_eq!(Told { handled: told.handled, state: told.state.as_str() }, expected);
        // What was handed back, or changed nothing, was not kept: it would be decided anew.
        let is_blank =
            matches!(&inbound.content, InboundContent::Text(text) if text.trim().is_empty());
        self.last = Some((inbound, told)).filter(|(_, told)| told.handled && !is_blank);
        Ok(())
    }

    async fn desk_does(&mut self, who: usize, did: Did) -> Result<(), TestCaseError> {
        let (agent, to, number) = (agent(), Ok(address(who)), self.number(who).await);
        let said = format!("said {}", self.n_heard);
        let text = |said: &String| -> Given<Option<String>> { Ok(Some(said.clone())) };
        let desk = self.desk();
        let came = match did {
            Did::Send => desk.say(&agent, to, None, Ok(said.clone())).await.map(drop),
            Did::Start(true) => desk.start_chat(&agent, to, None, text(&said)).await.map(drop),
            Did::Start(false) => desk.start_chat(&agent, to, None, Ok(None)).await.map(drop),
            Did::End => desk.end_chat(&agent, to, None, Ok(None)).await.map(drop),
            Did::Answer => {
                desk.answer_ticket(&agent, number, None, Ok(said.clone())).await.map(drop)
            }
            Did::Resolve => desk.close_ticket(&agent, number, None, Ok(None)).await.map(drop),
            Did::Close => {
                let status = Some(TicketStatus::Closed);
                let to = TicketAmendment { status, ..TicketAmendment::default() };
                desk.amend_ticket(&agent, number, Ok(to)).await.map(drop)
            }
            Did::Switch(is_on) => {
                let switch = Switch::from(is_on);
                let toggle = ToggleChat { address: address(who), switch, reason: None };
                desk.switch_chat(&agent, Ok(toggle)).await.map(drop)
            }
        };
        let came = came.map_err(|error| error.kind());
        let expected: Result<(), ErrorKind> = self.people[who].desk_does(did, &said, self.now);
        prop_assert_eq!(came, expected, "{:?}", did);
        Ok(())
    }

    /// The number of somebody's newest ticket; 0 for none.
    async fn number(&self, who: usize) -> TicketNumber {
        let newest = self.tickets(who).await.into_iter().map(|(number, _)| number).max();
        newest.unwrap_or_default()
    }

    async fn tickets(&self, who: usize) -> Vec<(TicketNumber, TicketStatus)> {
        let tickets = Tickets {
            statuses: std::collections::BTreeSet::new(),
            priority: None,
            agent: AgentFilter::Any,
            phone: Some(PHONES[who].parse().unwrap()),
            search: String::new(),
            sort: TicketSort { by: TicketOrder::Number, descending: false },
            skip: 0,
            limit: 200,
        };
        let found = self.desk().tickets(&agent(), Ok(tickets)).await.unwrap();
        let of = |view: chatdesk_core::SessionView| view.ticket.map(|it| (it.number, it.status));
        found.rows.into_iter().filter_map(of).collect()
    }

    /// Everybody is looked at, by the desk.
    async fn look(&self) -> Result<(), TestCaseError> {
        let rows = self.desk().conversations(&agent(), Ok(20)).await.unwrap().value;
        for (who, person) in self.people.iter().enumerate() {
            let row = rows.iter().find(|row| row.view.contact.address == address(who));
            let state = row.map(|row| row.dialog.state().as_str());
            prop_assert_eq!(state, person.shown(self.now), "the desk sees {:?}", person);
            let tickets = self.tickets(who).await;
            let statuses: Vec<_> = tickets.iter().map(|(_, status)| *status).collect();
            prop_assert_eq!(&statuses, &person.tickets);
            let open = statuses.iter().filter(|status| **status != TicketStatus::Closed);
            assert!(open.count() <= 1, "{person:?}");
            let [typed, said] = self.thread(row.map(|row| row.view.contact.id)).await;
            prop_assert_eq!(&typed, &person.typed);
            prop_assert_eq!(&said, &person.said);
        }
        Ok(())
    }

    /// What a person typed and what agents said to them, over all their sessions.
    async fn thread(&self, contact: Option<chatdesk_core::ContactId>) -> [Vec<String>; 2] {
        let Some(contact) = contact else { return Default::default() };
        let list = List::SessionsOf { contact, after: None, limit: 200 };
        let mut sessions = self.stage.store.list(&list).await.unwrap().value.sessions;
        sessions.reverse();
        let mut messages = Vec::new();
        for view in sessions {
            let window = Window::Newest { limit: 200 };
            let thread = self.stage.store.thread(view.session.id, &window).await.unwrap();
            messages.extend(thread.value.unwrap().messages);
        }
        let of = |kind: SenderKind| {
            let of_kind = messages.iter().filter(|it: &&Message| it.sender.kind == kind);
            of_kind.map(|it| it.content.clone()).collect()
        };
        [of(SenderKind::Visitor), of(SenderKind::Admin)]
    }
}

async fn walk(steps: &[Step], empty: &EmptyFile) -> Result<(), TestCaseError> {
    let stage = Stage::begin(empty).await;
    let people = Default::default();
    let mut walk = Walk { stage, people, now: 0, n_heard: 0, last: None };
    for step in steps {
        walk.step(step).await?;
    }
    Ok(())
}

#[test]
fn the_desk_and_the_customer_agree_on_every_chat_by_text() {
    let n_sequences = asked_number("CHATDESK_TEST_SEQUENCES").unwrap_or(N_SEQUENCES);
    let cases = u32::try_from(n_sequences).unwrap();
    let mut runner =
        TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let empty = runtime.block_on(EmptyFile::new());
    let outcome = runner.run(&steps(), |steps| runtime.block_on(walk(&steps, &empty)));
    tell(&format!("{n_sequences} sequences of chats by text"));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
