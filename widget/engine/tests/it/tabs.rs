//! Tabs of one person in one browser: one of them streams, the others hear it from that one.

use std::collections::VecDeque;

use chatdesk_api::{HelloEvent, StreamEvent, Transport};
use chatdesk_widget_engine::{Connection, Input, Shared};
use proptest::prelude::*;

use crate::model::Server;
use crate::page::{Line, Page};

/// What one tab says to another.
#[derive(Clone, Debug)]
enum Said {
    Event(Option<String>, Box<StreamEvent>),
    Stalled,
}

/// A browser: its tabs, who holds the lock, and what they say to each other.
struct Browser {
    server: Server,
    tabs: Vec<Tab>,
    now_ms: u64,
}

struct Tab {
    page: Page,
    inbox: VecDeque<Said>,
    is_frozen: bool,
}

impl Browser {
    /// The first in the queue holds the lock.
    const LEADER: usize = 0;

    fn new(n_tabs: usize) -> Self {
        let mut browser = Self { server: Server::default(), tabs: Vec::new(), now_ms: 1_000_000 };
        for _ in 0..n_tabs {
            browser.open();
        }
        browser
    }

    fn open(&mut self) {
        let mut page = Page::open(std::mem::take(&mut self.server));
        page.line = Some(Line::default());
        page.now_ms = self.now_ms;
        self.server = std::mem::take(&mut page.server);
        self.tabs.push(Tab { page, inbox: VecDeque::new(), is_frozen: false });
    }

    /// The tab lives for a moment; what it then asks of its browser is seen to.
    fn with<T>(&mut self, tab: usize, live: impl FnOnce(&mut Page) -> T) -> T {
        let page = &mut self.tabs[tab].page;
        page.now_ms = page.now_ms.max(self.now_ms);
        std::mem::swap(&mut page.server, &mut self.server);
        let result = live(page);
        std::mem::swap(&mut page.server, &mut self.server);
        self.now_ms = self.now_ms.max(page.now_ms);
        self.see_to(tab);
        result
    }

    fn see_to(&mut self, tab: usize) {
        let line = self.tabs[tab].page.line.as_mut().unwrap();
        let Some((generation, after)) = line.asked.take() else { return };
        (line.generation, line.after, line.is_greeted) = (generation, after.clone(), false);
        if tab == Self::LEADER {
            self.with(tab, |page| page.open_stream(generation, after));
            self.greet();
        } else if self.tabs[Self::LEADER].is_frozen {
            // Nobody answers: it takes the lock away.
            let stolen = self.tabs.remove(tab);
            self.tabs.insert(Self::LEADER, stolen);
            self.share(Self::LEADER, Shared::Ours);
        } else {
            self.greet();
        }
    }

    /// The tab that streams says where it is.
    fn greet(&mut self) {
        let leader = &self.tabs[Self::LEADER].page;
        let Some((_, told)) = leader.stream else { return self.tell(&Said::Stalled) };
        let cursor = told.to_string();
        let transport = Transport::Sse;
        let hello = HelloEvent { cursor: cursor.clone(), heartbeat_ms: 15_000, transport };
        self.tell(&Said::Event(Some(cursor), Box::new(StreamEvent::Hello(hello))));
    }

    fn tell(&mut self, said: &Said) {
        for tab in self.tabs.iter_mut().skip(1) {
            tab.inbox.push_back(said.clone());
        }
    }

    fn share(&mut self, tab: usize, shared: Shared) {
        let generation = self.tabs[tab].page.line.as_ref().unwrap().generation;
        self.with(tab, |page| page.step(Input::Shared { generation, shared }));
    }

    /// The stream brings its next event, to the tab that has it and from there to all.
    fn stream_tells(&mut self) -> bool {
        let Some((_, told)) = self.tabs[Self::LEADER].page.stream else { return false };
        let Some(event) = self.server.log.get(told).cloned() else { return false };
        self.tell(&Said::Event(Some((told + 1).to_string()), Box::new(event)));
        self.with(Self::LEADER, Page::stream_tells)
    }

    /// A tab hears what another said.
    fn hear(&mut self, tab: usize) -> bool {
        if tab == Self::LEADER || self.tabs[tab].is_frozen {
            return false;
        }
        let Some(said) = self.tabs[tab].inbox.pop_front() else { return false };
        let line = self.tabs[tab].page.line.as_mut().unwrap();
        let generation = line.generation;
        let Said::Event(id, event) = said else {
            line.is_greeted = false;
            self.share(tab, Shared::Stalled);
            return true;
        };
        let is_hello = matches!(*event, StreamEvent::Hello(_));
        let has_missed = is_hello && id != line.after;
        line.is_greeted |= is_hello;
        if line.is_greeted {
            line.after.clone_from(&id);
            self.with(tab, |page| page.step(Input::Streamed { generation, id, event }));
        }
        if has_missed {
            self.share(tab, Shared::Missed);
        }
        true
    }

    /// A tab is closed, or crashes. What it had sent may arrive all the same.
    fn close(&mut self, tab: usize) {
        if self.tabs.len() < 2 {
            return;
        }
        self.tabs.remove(tab);
        if tab == Self::LEADER {
            self.tabs[Self::LEADER].is_frozen = false;
            self.share(Self::LEADER, Shared::Ours);
        }
    }

    /// A frozen tab wakes, and learns that the lock is not its own any more.
    fn thaw(&mut self, tab: usize) {
        if std::mem::take(&mut self.tabs[tab].is_frozen) {
            self.with(tab, |page| page.stream = None);
            self.with(tab, |page| page.step(Input::Woke { frozen: true }));
        }
    }

    fn settle(&mut self) {
        for tab in 0..self.tabs.len() {
            self.thaw(tab);
        }
        for _ in 0..5_000 {
            let mut moved = self.stream_tells();
            for tab in 0..self.tabs.len() {
                while self.hear(tab) {
                    moved = true;
                }
                while !self.tabs[tab].page.requests.is_empty() {
                    self.with(tab, |page| page.deliver(0));
                    moved = true;
                }
            }
            if moved {
                continue;
            }
            let next = (0..self.tabs.len())
                .filter_map(|tab| Some((self.tabs[tab].page.engine.deadline()?, tab)))
                .min();
            let Some((at, tab)) = next.filter(|(at, _)| *at < self.now_ms + 13_000) else { return };
            self.now_ms = self.now_ms.max(at);
            self.with(tab, Page::wait);
        }
        panic!("the tabs do not come to rest");
    }

    /// Every tab shows every message once, and told of none twice.
    fn assert_all_there(&self) {
        let wanted: Vec<String> = self
            .server
            .sessions
            .iter()
            .flat_map(|stored| stored.messages.iter().map(|message| message.content.clone()))
            .collect();
        for tab in &self.tabs {
            let shown: Vec<String> = tab.page.shown().into_iter().map(|(_, text)| text).collect();
            let n_older = wanted.len() - shown.len();
            assert_eq!(shown, wanted[n_older..]);
            let mut announced = tab.page.announced.clone();
            announced.sort();
            announced.dedup();
            assert_eq!(announced.len(), tab.page.announced.len(), "{:?}", tab.page.announced);
            assert_eq!(tab.page.engine.connection(), Connection::Live);
            assert_eq!(tab.page.engine.unread_count(), self.server.unread_count());
        }
        assert!(self.n_streams() == 1, "{} streams", self.n_streams());
    }

    fn n_streams(&self) -> usize {
        self.tabs.iter().filter(|tab| tab.page.stream.is_some()).count()
    }
}

fn talking(n_tabs: usize) -> Browser {
    let mut browser = Browser::new(n_tabs);
    browser.settle();
    browser.with(0, Page::say);
    browser.settle();
    browser
}

#[test]
fn twelve_tabs_have_one_stream_and_every_tab_every_message_once() {
    let mut browser = talking(12);

    for n in 0..5 {
        browser.server.desk_says(&format!("answer {n}"));
        browser.settle();
    }

    browser.assert_all_there();
    assert_eq!(browser.tabs[11].page.announced.len(), 5);
}

#[test]
fn who_hears_it_from_another_tab_asks_the_server_for_nothing() {
    let mut browser = talking(3);

    browser.server.desk_says("answer");
    while browser.stream_tells() {}
    for tab in 1..3 {
        while browser.hear(tab) {}
        assert_eq!(browser.tabs[tab].page.shown().len(), 2);
        assert!(browser.tabs[tab].page.requests.is_empty());
    }
}

#[test]
fn the_next_tab_goes_on_where_the_closed_one_stopped() {
    let mut browser = talking(3);
    browser.server.desk_says("before");
    assert!(browser.stream_tells());
    // The others have not heard it yet, and the one that did is closed.
    browser.close(Browser::LEADER);
    browser.server.desk_says("after");

    browser.settle();

    browser.assert_all_there();
    assert_eq!(browser.tabs[0].page.announced, ["before", "after"]);
}

#[test]
fn a_frozen_tab_is_passed_over_and_finds_everything_when_it_wakes() {
    let mut browser = talking(3);
    browser.tabs[Browser::LEADER].is_frozen = true;
    browser.server.desk_says("meanwhile");
    // Nothing is heard for as long as a ping may take.
    browser.now_ms += 20_000;
    browser.with(1, |page| page.step(Input::Tick));
    for _ in 0..3 {
        browser.with(1, Page::wait);
    }
    assert!(browser.tabs[Browser::LEADER].page.stream.is_some());

    browser.settle();

    browser.assert_all_there();
}

#[derive(Clone, Debug)]
enum Happening {
    Say(usize),
    DeskSays,
    Tell,
    Hear(usize),
    Arrive(usize),
    Deliver(usize),
    Lose(usize),
    Break,
    Wait(usize),
    Open,
    Close(usize),
    Freeze,
    Thaw(usize),
}

fn happening() -> impl Strategy<Value = Happening> {
    let tab = 0..4_usize;
    prop_oneof![
        2 => tab.clone().prop_map(Happening::Say),
        4 => Just(Happening::DeskSays),
        8 => Just(Happening::Tell),
        8 => tab.clone().prop_map(Happening::Hear),
        4 => tab.clone().prop_map(Happening::Arrive),
        8 => tab.clone().prop_map(Happening::Deliver),
        2 => tab.clone().prop_map(Happening::Lose),
        1 => Just(Happening::Break),
        3 => tab.clone().prop_map(Happening::Wait),
        1 => Just(Happening::Open),
        1 => tab.clone().prop_map(Happening::Close),
        1 => Just(Happening::Freeze),
        1 => tab.prop_map(Happening::Thaw),
    ]
}

impl Browser {
    fn happen(&mut self, happening: &Happening) {
        let known = self.tabs.len();
        let lives = |browser: &Self, tab: usize| !browser.tabs[tab].is_frozen;
        match happening {
            Happening::DeskSays => {
                let text = format!("answer {}", self.server.log.len());
                self.server.desk_says(&text);
            }
            Happening::Tell if lives(self, Self::LEADER) => drop(self.stream_tells()),
            Happening::Break if lives(self, Self::LEADER) => {
                self.tell(&Said::Stalled);
                self.with(Self::LEADER, Page::stream_breaks);
            }
            Happening::Open if known < 4 => self.open(),
            Happening::Freeze => self.tabs[Self::LEADER].is_frozen = true,
            Happening::Hear(tab) => drop(self.hear(tab % known)),
            Happening::Close(tab) => self.close(tab % known),
            Happening::Thaw(tab) if tab % known != Self::LEADER => self.thaw(tab % known),
            Happening::Say(tab) if lives(self, tab % known) => {
                self.with(tab % known, |page| {
                    let text = format!("text {}", page.server.log.len());
                    page.step(Input::Typed(text.clone()));
                    page.step(Input::Submit { client_id: text.replace(' ', "-") });
                });
            }
            Happening::Arrive(tab) if lives(self, tab % known) => {
                self.with(tab % known, |page| page.arrive(0));
            }
            Happening::Deliver(tab) if lives(self, tab % known) => {
                self.with(tab % known, |page| page.deliver(0));
            }
            Happening::Lose(tab) if lives(self, tab % known) => {
                self.with(tab % known, |page| page.lose(0));
            }
            Happening::Wait(tab) if lives(self, tab % known) => {
                self.with(tab % known, Page::wait);
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whoever_streams_every_tab_ends_up_with_everything_once(
        happenings in prop::collection::vec(happening(), 0..100),
    ) {
        let mut browser = talking(2);
        for happening in &happenings {
            browser.happen(happening);
        }
        browser.settle();
        browser.assert_all_there();
    }
}
