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
