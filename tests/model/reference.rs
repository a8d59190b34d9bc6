//! What anybody would write down who watches a desk: nothing of records, versions, keys or commits.

use chatdesk_core::{ErrorKind, SessionStatus, Side};

use crate::command::{Answer, Command, Place, Said, Who, fit, unless};

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct User {
    pub(crate) off: bool,
    pub(crate) chats: Vec<Chat>,
    opened: std::collections::BTreeMap<&'static str, usize>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Chat {
    pub(crate) said: Vec<Said>,
    read: [usize; 2],
    ended: bool,
}

pub(crate) fn hear(users: &mut [User; 2], command: Command) -> Result<Answer, ErrorKind> {
    match command {
        Command::Open { user, id, text, another } => {
            let User { off, chats, opened } = &mut users[user];
            if let Some(&nth) = opened.get(id) {
                return Ok(Answer::Opened { nth: Some(nth), new: false });
            }
            let text = text.map(fit).transpose()?;
            unless(*off, ErrorKind::ChatDisabled)?;
            let found = chats.iter().rposition(|chat| !chat.ended).filter(|_| !another);
            let (nth, new) = (found.unwrap_or(chats.len()), found.is_none());
            chats.resize(chats.len().max(nth + 1), Chat::default());
            chats[nth].said.extend(text.map(|text| Said { by: Who::User(user), id, text }));
            opened.extend((new || text.is_some()).then_some((id, nth)));
            return Ok(Answer::Opened { nth: Some(nth), new });
        }
        Command::Send { by, place, id, text } => {
            let is_off = users[place.user].off && by.side() == Side::Customer;
            let chat = chat(users, by, place)?;
            if let Some(at) = chat.said.iter().position(|said| (said.by, said.id) == (by, id)) {
                return Ok(Answer::Sent { seq: at + 1, text: chat.said[at].text, new: false });
            }
            let text = fit(text)?;
            unless(is_off, ErrorKind::ChatDisabled)?;
            unless(chat.ended, ErrorKind::SessionEnded)?;
            chat.said.push(Said { by, id, text });
            return Ok(Answer::Sent { seq: chat.said.len(), text, new: true });
        }
        Command::Read { by, place, up_to } => {
            let (chat, side) = (chat(users, by, place)?, by.side());
            chat.read[side as usize] = chat.read[side as usize].max(up_to.min(chat.said.len()));
            return Ok(Answer::Unread(chat.unread(side)));
        }
        Command::End { by, place } => chat(users, by, place)?.ended = true,
        Command::Switch { user, on } => users[user].off = !on,
        Command::Erase { user } => users[user] = User::default(),
    }
    Ok(Answer::Done)
}

fn chat(users: &mut [User; 2], by: Who, place: Place) -> Result<&mut Chat, ErrorKind> {
    let chat = users[place.user].chats.get_mut(place.nth);
    chat.filter(|_| by.may_see(place)).ok_or(ErrorKind::NotFound)
}

impl Chat {
    pub(crate) fn unread(&self, side: Side) -> usize {
        let after = self.said.iter().skip(self.read[side as usize]);
        after.filter(|said| said.by.side() != side).count()
    }

    pub(crate) fn status(&self) -> SessionStatus {
        let is_answered = self.said.iter().any(|said| said.by.side() == Side::Desk);
        let open = if is_answered { SessionStatus::Active } else { SessionStatus::Waiting };
        if self.ended { SessionStatus::Ended } else { open }
    }
}
