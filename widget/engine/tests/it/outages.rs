use chatdesk_widget_engine::{
    Access, Call, Connection, Effect, Engine, Failure, Input, Moment, Side, Snapshot, StoredUnsent,
    TokenOutcome,
};

use crate::model::Server;
use crate::page::Page;

fn talking() -> Page {
    let mut page = Page::open(Server::default());
    page.settle();
    page.say();
    page.settle();
    page
}

#[test]
fn without_a_stream_the_server_is_asked_every_few_seconds() {
    let mut page = talking();
    page.stream_breaks();
    while page.engine.connection() != Connection::Polling || !page.requests.is_empty() {
        page.stream = None;
        if page.requests.is_empty() {
            page.wait();
        } else {
            page.deliver(0);
        }
        page.stream_breaks();
    }
    page.server.desk_says("answer");
    let before = page.now_ms;

    while page.shown().len() < 2 {
        if page.requests.is_empty() {
            page.wait();
        } else {
            page.deliver(0);
        }
        page.stream_breaks();
    }

    assert!(page.now_ms - before <= 5_000, "{} ms", page.now_ms - before);
}

#[test]
fn a_silent_stream_is_given_up_and_resumed_after_its_last_cursor() {
    let mut page = talking();
    page.now_ms += 20_000;
    page.step(Input::Tick);
    assert_ne!(page.engine.connection(), Connection::Live);

    page.server.desk_says("meanwhile");
    page.settle();

    assert_eq!(page.engine.connection(), Connection::Live);
    assert_eq!(page.shown().len(), 2);
}

#[test]
fn a_refused_token_is_replaced_and_nothing_is_lost() {
    let mut page = talking();
    page.say();
    let Some(Call::Send { .. }) = page.requests.first().map(|flight| &flight.call) else {
        panic!("{:?}", page.requests)
    };
    let failure =
        Failure::Refused { status: 401, code: None, detail: String::new(), retry_after_ms: None };

    page.refuse(0, failure);
    page.settle();

    assert_eq!(page.engine.access(), Access::Granted);
    assert_eq!(page.stored_contents(), ["text 1", "text 2"]);
}

/// What the page asks in so many milliseconds.
fn asked_within(page: &mut Page, span_ms: u64) -> usize {
    let (end, mut n_asked) = (page.now_ms + span_ms, 0);
    while page.now_ms < end {
        n_asked += page.requests.len();
        while !page.requests.is_empty() {
            page.deliver(0);
            n_asked += page.requests.len();
        }
        page.wait();
    }
    n_asked
}

#[test]
fn where_tokens_get_lost_on_the_way_it_says_offline_asks_seldom_and_keeps_the_token() {
    for is_later in [false, true] {
        let mut page = if is_later { talking() } else { Page::open(Server::default()) };
        page.server.is_without_tokens = true;
        if is_later {
            page.stream_breaks();
        }
        page.say();

        let n_asked = asked_within(&mut page, 60_000);

        assert!((5..25).contains(&n_asked), "{n_asked} requests in a minute");
        assert_eq!(page.engine.connection(), Connection::Offline);
        assert!(page.engine.is_unrecognised());
        assert_eq!(page.asked_for_token, (1, 0), "another token would be lost as well");
        assert!(page.engine.has_unsent());

        page.server.is_without_tokens = false;
        page.settle();

        assert_eq!(page.engine.connection(), Connection::Live);
        assert!(!page.engine.is_unrecognised());
        assert!(!page.engine.has_unsent());
        assert_eq!(page.stored_contents().len(), if is_later { 2 } else { 1 });
    }
}

#[test]
fn where_one_kind_of_request_is_refused_again_and_again_it_is_seldom_tried() {
    let mut page = talking();
    page.say();
    let (end, mut n_refused) = (page.now_ms + 60_000, 0);
    while page.now_ms < end {
        while let Some(flight) = page.requests.first() {
            if matches!(flight.call, Call::Send { .. }) {
                let (code, detail) = (None, String::new());
                page.refuse(
                    0,
                    Failure::Refused { status: 401, code, detail, retry_after_ms: None },
                );
                n_refused += 1;
            } else {
                page.deliver(0);
            }
        }
        page.wait();
    }

    assert!((4..20).contains(&n_refused), "sent {n_refused} times in a minute");
    page.settle();
    assert_eq!(page.stored_contents(), ["text 1", "text 2"]);
}

#[test]
fn a_token_that_is_refused_again_and_again_is_seldom_replaced_and_it_says_offline() {
    let mut page = talking();
    page.stream_breaks();
    let (end, mut n_asked) = (page.now_ms + 60_000, 0);
    while page.now_ms < end {
        while !page.requests.is_empty() {
            let (code, detail) = (None, String::new());
            page.refuse(0, Failure::Refused { status: 401, code, detail, retry_after_ms: None });
            n_asked += 1;
        }
        page.stream_breaks();
        page.wait();
    }

    assert!((5..25).contains(&n_asked), "{n_asked} requests in a minute");
    assert_eq!(page.engine.connection(), Connection::Offline);
    assert!(page.engine.is_unrecognised());
    page.settle();
    assert_eq!(page.engine.connection(), Connection::Live);
}

#[test]
fn somebody_else_finds_no_draft_and_sends_nobodys_text() {
    let unsent = StoredUnsent {
        client_id: "c9".into(),
        session: None,
        another: false,
        content: "not yours".into(),
        typed_ms: 0,
        failed: false,
    };
    let snapshot = Snapshot {
        who: Some("user:ada".into()),
        drafts: vec![(String::new(), "a secret".into())],
        unsent: vec![unsent],
    };
    let mut engine = Engine::new(Side::Customer, snapshot.clone());
    let moment = Moment::default();
    drop(engine.step(Input::Start, moment));

    let who = "user:bob".to_owned();
    let effects = engine.step(Input::Token(TokenOutcome::Granted { who }), moment);

    assert_eq!(engine.draft(), "");
    assert!(!engine.has_unsent());
    assert!(effects.contains(&Effect::Persist), "{effects:?}");
    let written = engine.snapshot(snapshot);
    assert_eq!((written.drafts, written.unsent), (vec![], vec![]));
}

#[test]
fn a_tab_takes_no_draft_away_but_its_own() {
    let moment = Moment::default();
    let mut drafting = Engine::new(Side::Customer, Snapshot::default());
    let mut sending = Engine::new(Side::Customer, Snapshot::default());
    drop(sending.step(Input::Typed("to be sent".into()), moment));
    let record = sending.snapshot(Snapshot::default());
    drop(drafting.step(Input::Typed("half a sent".into()), moment));
    let record = drafting.snapshot(record);

    drop(sending.step(Input::Submit { client_id: "c1".into() }, moment));
    let record = sending.snapshot(record);

    assert_eq!(record.drafts, [(String::new(), "half a sent".into())]);
    drop(drafting.step(Input::Typed(String::new()), moment));
    assert_eq!(drafting.snapshot(record).drafts, []);
}

#[test]
fn two_tabs_write_down_their_texts_side_by_side() {
    let typed = |text: &str, client_id: &str| {
        let mut engine = Engine::new(Side::Customer, Snapshot::default());
        let moment = Moment::default();
        drop(engine.step(Input::Typed(text.into()), moment));
        drop(engine.step(Input::Submit { client_id: client_id.into() }, moment));
        engine
    };
    let (mut one, mut other) = (typed("one", "c1"), typed("other", "c2"));

    let record = one.snapshot(Snapshot::default());
    let record = other.snapshot(record);

    let texts: Vec<&str> = record.unsent.iter().map(|unsent| unsent.content.as_str()).collect();
    assert_eq!(texts, ["one", "other"]);
}
