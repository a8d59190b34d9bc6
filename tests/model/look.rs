//! What everybody sees of the world, and what must hold whatever was asked.

use chatdesk_core::{Message, SenderKind, SessionStatus, SessionView, Side, Window};

use crate::command::{Said, Seen, SeenChat, SeenUser, Who};
use crate::reference::{Chat, User};
use crate::step::{MESSAGE_IDS, OPENING_IDS, TEXTS};
use crate::world::{World, actor};

const PAGE: u16 = 200;

impl World {
    /// Looks at everything that anybody is shown.
    pub(crate) async fn look(&mut self) -> Seen {
        self.watch.look(&self.store).await;
        let users = [self.look_at_user(0).await, self.look_at_user(1).await];
        let desk = self.desks[1].status(&actor(Who::Staff(1))).await.unwrap().value;
        Seen { users, desk_unread: number(desk.unread) }
    }

    async fn look_at_user(&mut self, user: usize) -> SeenUser {
        let (desk, actor) = (&self.desks[0], actor(Who::User(user)));
        let mut views = desk.sessions(&actor).await.unwrap().value;
        views.reverse();
        let ids = views.iter().map(|view| view.session.id).collect::<Vec<_>>();
        let mut chats = Vec::new();
        for view in views {
            chats.push(self.look_at_chat(user, view).await);
        }
        let status = desk.status(&actor).await.unwrap().value;
        let nth = |id| ids.iter().position(|known| *known == id).unwrap();
        let newest_open = status.open_session.map(nth);
        self.sessions[user] = ids;
        let unread = number(status.unread);
        SeenUser { is_on: status.switch.is_on(), unread, newest_open, chats }
    }

    /// The customer and the desk read the same; positions have no gaps, and time does not go back.
    async fn look_at_chat(&self, user: usize, view: SessionView) -> SeenChat {
        let [mine, theirs] = [(0, Who::User(user)), (1, Who::Staff(0))].map(async |(desk, who)| {
            let window = Ok(Window::Newest { limit: PAGE });
            let desk = &self.desks[desk];
            desk.thread(&actor(who), view.session.id, window).await.unwrap().value.thread
        });
        let (thread, of_desk) = (mine.await, theirs.await);
        assert_eq!(thread, of_desk, "a session is the same whoever looks at it");
        assert_eq!(thread.view, view, "a session is the same in a list and by itself");
        let session = &view.session;
        let seqs = thread.messages.iter().map(|message| message.seq.get());
        assert!(seqs.eq(1..=session.last_seq.get()), "positions are 1, 2, 3… to the last");
        let times = thread.messages.iter().map(|message| message.at);
        let times = times.chain([session.updated_at]);
        assert!(times.is_sorted(), "time goes back within a session: {:?}", thread.messages);
        let unread = [Side::Customer, Side::Desk].map(|side| number(view.unread(side)));
        let said = thread.messages.iter().map(said).collect();
        SeenChat { status: session.status, unread, said }
    }
}

/// What everybody should see.
impl From<&[User; 2]> for Seen {
    fn from(users: &[User; 2]) -> Self {
        let unread =
            |user: &User, side| user.chats.iter().map(|chat| chat.unread(side)).sum::<usize>();
        let seen = |chat: &Chat| SeenChat {
            status: chat.status(),
            unread: [chat.unread(Side::Customer), chat.unread(Side::Desk)],
            said: chat.said.clone(),
        };
        let desk_unread = users.iter().map(|user| unread(user, Side::Desk)).sum();
        let users = users.each_ref().map(|user| {
            let chats: Vec<SeenChat> = user.chats.iter().map(seen).collect();
            SeenUser {
                is_on: !user.off,
                unread: unread(user, Side::Customer),
                newest_open: chats.iter().rposition(|chat| chat.status != SessionStatus::Ended),
                chats,
            }
        });
        Self { users, desk_unread }
    }
}

fn said(message: &Message) -> Said {
    let sender = &message.sender;
    let by = match (sender.kind, sender.id.chars().last().and_then(|digit| digit.to_digit(2))) {
        (SenderKind::User, Some(user)) => Who::User(user as usize),
        (SenderKind::Admin, Some(staff)) => Who::Staff(staff as usize),
        _ => panic!("somebody whom nobody knows has written"),
    };
    let id = message.client_id.as_ref().unwrap().as_str();
    let id = OPENING_IDS.iter().chain(&MESSAGE_IDS).find(|known| **known == id).unwrap();
    Said { by, id, text: typed(&message.content) }
}

/// The text that somebody typed, as it is kept.
pub(crate) fn typed(content: &str) -> &'static str {
    let known = TEXTS.iter().map(|text| text.trim()).find(|text| *text == content);
    known.expect("a text that somebody typed")
}

fn number(number: u64) -> usize {
    usize::try_from(number).unwrap()
}
