//! That somebody waits, told to whoever of the desk does not look.

use chatdesk_core::{Delivery, Outcome, Recipient, Timestamp, Unread};

use super::{
    Telegram,
    fault::Fault,
    letter::{Keyboard, Letter, Place},
    refused,
    text::{LONGEST, Text, is_link},
};
use crate::wording::{AlertText, cut};

/// How much of one message an alert shows, in characters.
const LONGEST_LINE: usize = 500;
const REPLY: &str = "Reply to this message to answer.";
const LEFT_OUT: &str = "…";

impl Telegram {
    /// That a customer waits, as one message that counts up in place.
    pub(super) async fn tell(&self, unread: &Unread, at: Timestamp) -> Result<Outcome, Fault> {
        let place = self.place_of(&unread.to)?;
        let alert = self.wording.alert(unread);
        let text = alert_text(&alert, Some(REPLY));
        let letter = letter(place, &text, &alert);
        if let Some(message) = told_there(unread, place.chat) {
            match letter.clone().instead_of(message).post(&self.bot, at).await {
                Err(Fault::NoMessage) => {}
                changed => return changed.map(|_| sent(place, Some(message))),
            }
        }
        Ok(sent(place, letter.post(&self.bot, at).await?))
    }

    /// Something that answers nothing: how many more chats wait, or a test.
    pub(super) async fn announce(
        &self,
        to: &Recipient,
        alert: &AlertText,
        delivery: &Delivery,
    ) -> Result<Outcome, Fault> {
        let place = self.place_of(to)?;
        let text = alert_text(alert, None);
        let said = letter(place, &text, alert).post(&self.bot, delivery.at).await?;
        Ok(sent(place, said))
    }

    /// Where somebody of the desk is told.
    pub(super) fn place_of(&self, to: &Recipient) -> Result<Place, Fault> {
        let chat = match to {
            Recipient::Own => {
                self.alert_chat.ok_or("there is no group for it: alert_chat_id is not set")
            }
            Recipient::Chat(chat) => {
                chat.parse().map_err(|_| "the recipient is no chat of Telegram")
            }
            _ => Err("Telegram does not reach such a recipient"),
        };
        let chat = chat.map_err(refused)?;
        Ok(Place { chat: self.moved_to(chat), thread: None })
    }
}

/// The message that is to be changed, where it stands in this chat.
fn told_there(unread: &Unread, chat: i64) -> Option<i64> {
    let (told_in, message) = unread.told.provider_id.as_deref()?.split_once(':')?;
    (told_in.parse() == Ok(chat)).then(|| message.parse().ok())?
}

fn letter<'a>(place: Place, text: &'a Text, alert: &AlertText) -> Letter<'a> {
    let keyboard = alert.link.as_deref().filter(|link| is_link(link)).map(Keyboard::to);
    let letter = Letter::new(place, text.plain()).with_entities(text.entities());
    letter.without_previews().with_keyboard(keyboard)
}

/// A bold head that is the link, what was written, and a last line; of long messages their beginning, of many the latest.
fn alert_text(alert: &AlertText, last: Option<&str>) -> Text {
    let mut text = Text::headed(&alert.title, alert.link.as_deref());
    let foot = last.map_or(0, |last| last.chars().count() + 1);
    let mut room = LONGEST.saturating_sub(text.n_chars() + foot + LEFT_OUT.chars().count() + 1);
    let lines: Vec<_> = alert.lines.iter().map(|line| cut(line, LONGEST_LINE)).collect();
    let fits = |line: &&String| {
        let n_chars = line.chars().count() + 1;
        let fits = n_chars <= room;
        room = room.saturating_sub(n_chars);
        fits
    };
    let n_shown = lines.iter().rev().take_while(fits).count();
    let (before, shown) = lines.split_at(lines.len() - n_shown);
    if !before.is_empty() {
        text.line(LEFT_OUT);
    }
    for line in shown.iter().map(String::as_str).chain(last) {
        text.line(line);
    }
    text
}

/// That it arrived in a chat.
pub(super) fn sent(place: Place, message_id: Option<i64>) -> Outcome {
    Outcome::Sent {
        provider_id: message_id.map(|message| format!("{}:{message}", place.chat)),
        thread: place.thread.map(|thread| thread.to_string()),
    }
}
