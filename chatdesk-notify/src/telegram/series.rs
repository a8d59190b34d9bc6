//! Several messages of one delivery, of which none is said twice by this process.

use chatdesk_core::{DeliveryId, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{
    Telegram,
    fault::Fault,
    letter::{Keyboard, Letter, Place},
    text::{Entity, LONGEST},
};
use crate::split::parts;

/// What is said, of any length.
pub(super) struct Series<'a> {
    pub(super) place: Place,
    pub(super) text: &'a str,
    /// Of its first message.
    pub(super) entities: &'a [Entity],
    /// Below its last message.
    pub(super) keyboard: Option<Keyboard>,
    /// Whether what people link to in it is shown below it.
    pub(super) previews: bool,
}

/// One message that arrived in an earlier attempt.
#[derive(Clone, Copy)]
pub(super) struct Said {
    digest: [u8; 32],
    message_id: Option<i64>,
}

impl Telegram {
    /// Says all of it, without what an earlier attempt of the same delivery has said; answers the id of the last message.
    pub(super) async fn say_all(
        &self,
        id: &DeliveryId,
        series: Series<'_>,
        at: Timestamp,
    ) -> Result<Option<i64>, Fault> {
        let parts = parts(series.text, LONGEST, |_| 1);
        let Some(n_before_last) = parts.len().checked_sub(1) else {
            return Err(Fault::Refused("there is nothing in it that could be seen".to_owned()));
        };
        let mut said = self.memory().said.get(id).cloned().unwrap_or_default();
        let is_same = |(said, part): &(&Said, &&str)| said.digest == digest(series.place, part);
        let n_said = said.iter().zip(&parts).take_while(is_same).count();
        said.truncate(n_said);
        for (n, part) in parts.iter().enumerate().skip(n_said) {
            let mut letter = Letter::new(series.place, part);
            if n == 0 {
                letter = letter.with_entities(series.entities);
            }
            if n == n_before_last {
                letter = letter.with_keyboard(series.keyboard.clone());
            }
            if !series.previews {
                letter = letter.without_previews();
            }
            let message_id = letter.post(&self.bot, at).await?;
            said.push(Said { digest: digest(series.place, part), message_id });
            self.memory().said.put(id.clone(), said.clone());
        }
        self.memory().said.forget(id);
        Ok(said.last().and_then(|said| said.message_id))
    }
}

fn digest(place: Place, part: &str) -> [u8; 32] {
    let Place { chat, thread } = place;
    Sha256::digest(format!("{chat} {thread:?} {part}")).into()
}
