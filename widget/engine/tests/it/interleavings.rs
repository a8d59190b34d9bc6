use chatdesk_widget_engine::{Connection, Input};
use proptest::prelude::*;

use crate::model::{Server, VISITOR};
use crate::page::Page;

/// What can happen next.
#[derive(Clone, Debug)]
enum Happening {
    Say,
    DeskSays,
    Arrive(usize),
    Deliver(usize),
    Lose(usize),
    StreamTells,
    StreamBreaks,
    CursorIsForgotten,
    Wait,
    Look,
    Older,
    Reload,
    Wake,
    Erase,
    Sweep,
}

fn happening() -> impl Strategy<Value = Happening> {
    let which = 0..4_usize;
    prop_oneof![
        4 => Just(Happening::Say),
        3 => Just(Happening::DeskSays),
        6 => which.clone().prop_map(Happening::Arrive),
        8 => which.clone().prop_map(Happening::Deliver),
        3 => which.prop_map(Happening::Lose),
        6 => Just(Happening::StreamTells),
        2 => Just(Happening::StreamBreaks),
        1 => Just(Happening::CursorIsForgotten),
        4 => Just(Happening::Wait),
        2 => Just(Happening::Look),
        1 => Just(Happening::Older),
        1 => Just(Happening::Reload),
        1 => Just(Happening::Wake),
    ]
}

/// Now and then what was stored is removed.
fn happening_or_removal() -> impl Strategy<Value = Happening> {
    prop_oneof![
        20 => happening(),
        1 => Just(Happening::Erase),
        1 => Just(Happening::Sweep),
    ]
}

fn happen(page: &mut Page, happening: &Happening, typed: &mut Vec<String>) {
    match happening {
        Happening::Say => typed.push(page.say()),
        Happening::DeskSays => {
            let content = format!("answer {}", page.server.log.len());
            page.server.desk_says(&content);
        }
        Happening::Arrive(index) => page.arrive(*index),
        Happening::Deliver(index) => page.deliver(*index),
        Happening::Lose(index) => page.lose(*index),
        Happening::StreamTells => drop(page.stream_tells()),
        Happening::StreamBreaks => page.stream_breaks(),
        Happening::CursorIsForgotten => page.forgets = true,
        Happening::Wait => page.wait(),
        Happening::Look => {
            let up_to = page.shown().last().map_or(0, |(id, _)| *id);
            page.step(Input::Seen { up_to });
        }
        Happening::Older => page.step(Input::LoadOlder),
        Happening::Reload => page.reload(),
        Happening::Wake => page.step(Input::Woke { frozen: true }),
        Happening::Erase => page.server.erase(VISITOR),
        Happening::Sweep => {
            page.server.end_newest();
            page.server.sweep();
        }
    }
}

/// At any moment: messages without gaps and in order, and no text twice.
fn assert_sound(page: &Page, typed: &[String]) -> Result<(), TestCaseError> {
    let ids: Vec<u64> = page.shown().iter().map(|(id, _)| *id).collect();
    let first = ids.first().copied().unwrap_or(1);
    let wanted: Vec<u64> = (first..).take(ids.len()).collect();
    prop_assert_eq!(&ids, &wanted);
    let on_screen = |text: &String| {
        let shown = page.shown().iter().filter(|(_, content)| content == text).count();
        shown + page.engine.unsent().filter(|unsent| &unsent.content == text).count()
    };
    for text in typed {
        prop_assert!(on_screen(text) <= 1, "{} is there more than once", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_500,
        // A failure prints what happened; that belongs into a story, not into a file of seeds.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_text_is_stored_once_and_shown_once_in_whatever_order_things_happen(
        happenings in prop::collection::vec(happening(), 0..80),
    ) {
        let mut page = Page::open(Server::default());
        let mut typed = Vec::new();

        for happening in &happenings {
            happen(&mut page, happening, &mut typed);
            assert_sound(&page, &typed)?;
        }
        page.settle();
        while page.engine.thread().is_some_and(|thread| thread.has_older()) {
            page.step(Input::LoadOlder);
            page.settle();
        }

        let stored = page.stored_contents();
        for text in &typed {
            prop_assert_eq!(stored.iter().filter(|content| *content == text).count(), 1);
        }
        let wanted: Vec<(u64, String)> = (1..).zip(stored).collect();
        prop_assert_eq!(page.shown(), wanted);
        prop_assert_eq!(page.engine.unsent().count(), 0);
        prop_assert_eq!(page.engine.unread_count(), page.server.unread_count());
        prop_assert_eq!(page.engine.connection(), Connection::Live);
        prop_assert!(page.server.sessions.len() <= 1, "one conversation, one session");
    }

    #[test]
    fn whatever_is_removed_leaves_the_screen_and_takes_no_other_text_along(
        happenings in prop::collection::vec(happening_or_removal(), 0..80),
    ) {
        let mut page = Page::open(Server::default());
        let mut typed = Vec::new();
        let mut gone = Vec::new();

        for happening in &happenings {
            if matches!(happening, Happening::Erase | Happening::Sweep) {
                gone.extend(page.stored_contents());
            }
            happen(&mut page, happening, &mut typed);
            assert_sound(&page, &typed)?;
        }
        page.settle();
        // A refusal waits for somebody; a session that ended is told of before its texts go on.
        for client_id in page.failed() {
            page.step(Input::Retry { client_id });
        }
        page.settle();
        while page.engine.thread().is_some_and(|thread| thread.has_older()) {
            page.step(Input::LoadOlder);
            page.settle();
        }

        let stored = page.stored_contents();
        for text in &typed {
            let n_stored = stored.iter().filter(|content| *content == text).count();
            if gone.contains(text) {
                prop_assert!(n_stored <= 1, "{} is stored {} times", text, n_stored);
            } else {
                prop_assert_eq!(n_stored, 1, "{}", text);
            }
        }
        let wanted: Vec<(u64, String)> = (1..).zip(stored).collect();
        prop_assert_eq!(page.shown(), wanted);
        prop_assert_eq!(page.engine.unsent().count(), 0);
        prop_assert_eq!(page.engine.unread_count(), page.server.unread_count());
        prop_assert!(page.server.sessions.len() <= 1, "one conversation, one session");
    }
}
