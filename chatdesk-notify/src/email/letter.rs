//! What is written in an e-mail.

use std::time::{Duration, UNIX_EPOCH};

use chatdesk_core::{Delivery, SessionId};
use lettre::message::{
    Mailbox, Message, SinglePart,
    header::{HeaderName, HeaderValue},
};
use sha2::{Digest as _, Sha256};

use super::{Audience, address::MailAddress};
use crate::wording::{AlertText, cut_by};

/// In characters; what is longer is read in the chat.
const LONGEST: usize = 20_000;
const WHY: &str = "You get this because you left your address in the chat.";

/// What an e-mail is made of.
pub(super) struct Draft<'a> {
    pub(super) from: &'a MailAddress,
    pub(super) to: &'a [MailAddress],
    pub(super) audience: Audience,
    pub(super) text: AlertText,
    /// The chat that it is about: what is about one stands in one thread.
    pub(super) session: Option<SessionId>,
}

impl Draft<'_> {
    /// The whole of it, for this delivery: under the same name at every attempt.
    pub(super) fn written(&self, delivery: &Delivery) -> Option<Vec<u8>> {
        let domain = self.from.address().domain();
        let named = |what: &str| format!("<{}@{domain}>", name_of(what));
        let since_1970 = u64::try_from(delivery.at.as_secs()).unwrap_or_default();
        let mut letter = Message::builder()
            .from(self.from.mailbox().clone())
            .subject(self.text.title.as_str())
            .date(UNIX_EPOCH + Duration::from_secs(since_1970))
            .message_id(Some(named(delivery.id.as_str())))
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(raw("X-Auto-Response-Suppress", "All".to_owned()));
        for address in self.to {
            // A name could be told to the others.
            letter = letter.to(Mailbox::new(None, address.address().clone()));
        }
        if let Some(session) = self.session {
            let thread = named(&session.to_string());
            letter = letter.in_reply_to(thread.clone()).references(thread);
        }
        if self.audience == Audience::Desk {
            let list = format!("Waiting customers <alerts.chatdesk.{domain}>");
            letter = letter.raw_header(raw("List-Id", list));
        }
        let letter = letter.singlepart(SinglePart::plain(self.body())).ok()?;
        Some(letter.formatted())
    }

    fn body(&self) -> String {
        let AlertText { title, lines, link } = &self.text;
        let mut body = format!("{title}\n");
        for line in lines {
            body.push('\n');
            body.push_str(line);
            body.push('\n');
        }
        let mut body = cut_by(&body, LONGEST, |_| 1);
        if let Some(link) = link {
            body.push_str("\n\nOpen the chat: ");
            body.push_str(link);
            body.push('\n');
        }
        if self.audience == Audience::Customer {
            body.push_str("\n-- \n");
            body.push_str(WHY);
            body.push('\n');
        }
        body
    }
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// What stands for something in a name: nothing of it can be read out of that.
fn name_of(what: &str) -> String {
    Sha256::digest(what).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
