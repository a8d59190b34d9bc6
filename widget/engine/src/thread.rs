use chatdesk_api::{DeliveryState, Message, MessagesAnswer, ReadCursors};

use crate::Page;

/// The messages of one session, without gaps: ids are positions.
#[derive(Clone, Debug)]
pub struct Thread {
    messages: Vec<Message>,
    /// The last id before the first gap; what came early waits behind it, unseen.
    newest: u64,
    /// The largest id that the server is known to have.
    last_seq: u64,
    read: ReadCursors,
    is_loaded: bool,
    older: Older,
    /// Back to this message all are wanted; 0 for no such wish.
    reach: u64,
    /// Whether the server has to be asked even though nothing is known to be missing.
    pub(crate) is_stale: bool,
}

/// What is known of the messages before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Older {
    /// There are none.
    None,
    /// There are some.
    More,
    /// They are asked for.
    Wanted,
}

impl Default for Thread {
    fn default() -> Self {
        Self {
            messages: Vec::new(),
            newest: 0,
            last_seq: 0,
            read: ReadCursors { user: 0, admin: 0 },
            is_loaded: false,
            older: Older::None,
            reach: 0,
            is_stale: false,
        }
    }
}

impl Thread {
    /// So far behind, the newest page replaces what is there.
    const FAR: u64 = 400;

    /// What may be shown, ascending.
    #[must_use]
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        let end = self.messages.partition_point(|message| message.id <= self.newest);
        self.messages.iter().take(end)
    }

    /// The last id that is shown; 0 for none.
    #[must_use]
    pub const fn newest(&self) -> u64 {
        self.newest
    }

    /// Whether the first page has come.
    #[must_use]
    pub const fn is_loaded(&self) -> bool {
        self.is_loaded
    }

    /// Whether there are older messages on the server.
    #[must_use]
    pub fn has_older(&self) -> bool {
        self.older != Older::None
    }

    /// Whether older messages are on their way.
    #[must_use]
    pub fn is_loading_older(&self) -> bool {
        self.older == Older::Wanted
    }

    /// Whether [`Input::LoadOlder`](crate::Input::LoadOlder) would ask for something.
    #[must_use]
    pub fn can_load_older(&self) -> bool {
        self.older == Older::More
    }

    /// How far each side has read.
    #[must_use]
    pub const fn read(&self) -> ReadCursors {
        self.read
    }

    /// Whether the server has messages after the last that is shown.
    #[must_use]
    pub const fn is_behind(&self) -> bool {
        self.newest < self.last_seq
    }

    pub(crate) fn has(&self, id: u64) -> bool {
        self.place(id).is_ok()
    }

    /// The part to ask for next, where one is missing.
    pub(crate) fn missing(&self) -> Option<Page> {
        let is_far = self.last_seq > self.newest + Self::FAR;
        if !self.is_loaded || is_far || self.is_stale && !self.is_behind() && self.carries() {
            Some(Page::Newest)
        } else if self.is_stale || self.is_behind() {
            Some(Page::After(self.newest))
        } else if self.older == Older::Wanted {
            self.messages.first().map(|first| Page::Before(first.id))
        } else {
            None
        }
    }

    /// Takes one message; one that is there already changes nothing.
    pub(crate) fn insert(&mut self, message: Message) {
        self.last_seq = self.last_seq.max(message.id);
        let is_older = self.messages.first().is_some_and(|first| message.id < first.id);
        if self.is_loaded && is_older {
            // It comes with the page that it stands on; alone it would leave a gap.
            return;
        }
        self.put(message);
        self.advance();
    }

    pub(crate) fn expect(&mut self, last_seq: u64) {
        self.last_seq = self.last_seq.max(last_seq);
    }

    pub(crate) fn absorb(&mut self, page: Page, answer: MessagesAnswer) {
        let before = self.newest;
        let last_seq = answer.last_seq;
        self.read_up_to(answer.read.sides());
        let first = answer.messages.first().map(|message| message.id);
        let last = answer.messages.last().map_or(0, |message| message.id);
        match page {
            Page::Newest => {
                let joins = self.is_loaded && first.is_some_and(|first| first <= self.newest + 1);
                if !joins {
                    self.messages.retain(|message| message.id > last);
                    self.newest = last;
                    self.older = Older::known(answer.has_more);
                }
                self.is_loaded = true;
                self.is_stale = false;
            }
            Page::After(_) => self.is_stale = false,
            Page::Before(_) => self.older = Older::known(answer.has_more),
        }
        self.merge(answer.messages);
        self.go_further_back();
        self.advance();
        self.expect(last_seq);
        if page == Page::After(before) && self.newest == before {
            // Whoever promised more was wrong; asking again at once would not end. Not so where
            // the gap was closed by another answer while this one was on its way.
            self.last_seq = self.newest;
        }
    }

    /// Asks for older messages, where there are some.
    pub(crate) fn want_older(&mut self) {
        if self.can_load_older() {
            self.older = Older::Wanted;
        }
    }

    /// Asks for all messages back to this one, page by page.
    pub(crate) fn want_back_to(&mut self, seq: u64) {
        self.reach = seq;
        self.go_further_back();
    }

    fn go_further_back(&mut self) {
        if self.messages.first().is_some_and(|first| first.id > self.reach) && self.reach > 0 {
            self.want_older();
        } else if self.is_loaded {
            self.reach = 0;
        }
    }

    /// Reading never moves back.
    pub(crate) fn read_up_to(&mut self, read: ReadCursors) {
        self.read.user = self.read.user.max(read.user);
        self.read.admin = self.read.admin.max(read.admin);
    }

    /// Takes a page as a whole: older ones come in front of thousands.
    fn merge(&mut self, page: Vec<Message>) {
        let known = std::mem::take(&mut self.messages);
        let mut known = known.into_iter().peekable();
        for message in page {
            while let Some(before) = known.next_if(|known| known.id < message.id) {
                self.messages.push(before);
            }
            let same = known.peek_mut().filter(|known| known.id == message.id);
            let is_known = same.map(|known| carry(known, &message)).is_some();
            if !is_known && self.messages.last().is_none_or(|last| last.id < message.id) {
                self.messages.push(message);
            }
        }
        self.messages.extend(known);
    }

    fn put(&mut self, message: Message) {
        match self.place(message.id) {
            Ok(place) => carry(&mut self.messages[place], &message),
            Err(place) => self.messages.insert(place, message),
        }
    }

    /// Whether something that is shown is still on its way over a text channel; the desk alone sees that.
    fn carries(&self) -> bool {
        let is_under_way = |message: &Message| {
            let state = message.delivery.as_ref().map(|delivery| delivery.state);
            state.is_some_and(|state| !matches!(state, DeliveryState::Read | DeliveryState::Failed))
        };
        cfg!(feature = "desk") && self.messages().any(is_under_way)
    }

    fn place(&self, id: u64) -> Result<usize, usize> {
        self.messages.binary_search_by_key(&id, |message| message.id)
    }

    fn advance(&mut self) {
        if !self.is_loaded {
            return;
        }
        while self.has(self.newest + 1) {
            self.newest += 1;
        }
    }
}

/// A message that is known is told of again where it got further on its way. It never goes back.
fn carry(known: &mut Message, message: &Message) {
    let rank = |message: &Message| message.delivery.as_ref().map(|delivery| delivery.state as u8);
    if cfg!(feature = "desk") && rank(known) < rank(message) {
        known.delivery.clone_from(&message.delivery);
    }
}

impl Older {
    const fn known(has_more: bool) -> Self {
        if has_more { Self::More } else { Self::None }
    }
}
