//! What the made-up shop's admins set.

use chatdesk_core::{Actor, CannedReply, Day, Desk, Error, Hours, OpenHours, Settings};

const DAYS: [Day; 7] = [
    Day::Monday,
    Day::Tuesday,
    Day::Wednesday,
    Day::Thursday,
    Day::Friday,
    Day::Saturday,
    Day::Sunday,
];

/// Shortcut, title and text.
const CANNED: [(&str, &str, &str); 7] = [
    (
        "address",
        "Change the address",
        "Sure, {name}. Where should it go? It can be changed until it is packed.",
    ),
    ("hello", "Greeting", "Hello {name}, this is {agent}. How can I help you?"),
    ("moment", "One moment", "Let me look that up, {name}. I am back in a minute."),
    (
        "photo",
        "Ask for a photo",
        "Could you send a photo of the whole plant, {name}, and one of a leaf from below, to photos@example.com?",
    ),
    (
        "refund",
        "Refund is on its way",
        "Your refund is on its way, {name}. It is in your account in two or three working days.",
    ),
    (
        "thanks",
        "Goodbye",
        "With pleasure, {name}. Write here again whenever something is unclear. Best, {agent}",
    ),
    (
        "water",
        "How often to water",
        "Let the soil dry down to a finger's depth before you water it again: about once a week in summer, every \
         two weeks in winter.",
    ),
];

/// Saves settings and canned replies, through the desk itself.
pub(super) async fn furnish(desk: &Desk, admin: &Actor) -> Result<(), Error> {
    desk.save_settings(admin, Ok(settings())).await?;
    for (shortcut, title, text) in CANNED {
        let reply = CannedReply {
            shortcut: shortcut.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
        };
        desk.make_canned_reply(admin, None, Ok(reply)).await?;
    }
    Ok(())
}

/// Open at all hours, so that what is shown does not hang on when it is looked at.
fn settings() -> Settings {
    let all_day = |day| OpenHours { day, from: "00:00".to_owned(), to: "24:00".to_owned() };
    Settings {
        greeting: Some(
            "Hello! A question about an order, or about a plant that is not well?".to_owned(),
        ),
        expectation: Some("We usually answer within five minutes.".to_owned()),
        away: Some(
            "We are back at eight. Leave a message: we answer here, and by e-mail.".to_owned(),
        ),
        color: Some("#1f6f54".to_owned()),
        hours: Some(Hours {
            time_zone: "Europe/Amsterdam".to_owned(),
            days: DAYS.into_iter().map(all_day).collect(),
        }),
        ..Settings::default()
    }
}
