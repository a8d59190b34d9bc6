//! What may happen.

use chatdesk_core::InboundContent;
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
};

/// One step.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Somebody wrote, and the host may say whether it knows them.
    Hear(usize, InboundContent, Option<bool>),
    /// The last message that was kept comes again.
    Again,
    /// The desk did something.
    Desk(usize, Did),
    /// So many seconds pass.
    Clock(u64),
    /// The process ends, and another begins.
    Restart,
}

/// What the desk did.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Did {
    Send,
    /// With a message, or without.
    Start(bool),
    End,
    Answer,
    Resolve,
    Close,
    Switch(bool),
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..24)
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..2_usize;
    prop_oneof![
        8 => (who(), content(), proptest::option::weighted(0.2, any::<bool>()))
            .prop_map(|(who, content, registered)| Step::Hear(who, content, registered)),
        1 => Just(Step::Again),
        5 => (who(), did()).prop_map(|(who, did)| Step::Desk(who, did)),
        3 => prop_oneof![Just(1), Just(10), Just(900), Just(1_799), Just(1_800)].prop_map(Step::Clock),
        1 => Just(Step::Restart),
    ]
}

fn content() -> impl Strategy<Value = InboundContent> {
    let text = |text: &str| InboundContent::Text(text.to_owned());
    prop_oneof![
        4 => Just(text("Support!")),
        2 => Just(text("done")),
        1 => Just(InboundContent::Button("end_chat".to_owned())),
        1 => Just(InboundContent::Button("buy".to_owned())),
        1 => Just(text("  ")),
        1 => Just(InboundContent::Media(chatdesk_core::Media::default())),
        4 => "[a-z]{12}".prop_map(InboundContent::Text),
    ]
}

fn did() -> impl Strategy<Value = Did> {
    prop_oneof![
        3 => Just(Did::Send),
        2 => any::<bool>().prop_map(Did::Start),
        2 => Just(Did::End),
        2 => Just(Did::Answer),
        2 => Just(Did::Resolve),
        2 => Just(Did::Close),
        2 => any::<bool>().prop_map(Did::Switch),
    ]
}
