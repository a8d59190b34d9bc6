//! All that is kept about one person, piece by piece.

use std::{collections::VecDeque, sync::Arc};

use super::Desk;
use crate::{
    Actor, Address, Contact, ContactId, Entry, EntryKind, Error, Given, List, PageKey, RecordId,
    Scope, Seq, SessionView, Store, StoreError, Thread, Window, rules::access,
};

/// How many rows are read at once.
const AT_ONCE: u16 = 200;

/// One piece of an [`Export`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exported {
    /// The person, first.
    Contact(Contact),
    /// A change of their switch, the latest first.
    ToggleChange(Entry),
    /// One of their sessions, the latest opened first; its messages follow.
    Session(SessionView),
    /// Messages of the session before, ascending; the view that they were read with.
    Messages(Thread),
}

/// Everything that is kept about one person, for them to take along. Made by [`Desk::export`].
#[derive(Debug)]
pub struct Export {
    store: Arc<dyn Store>,
    contact: ContactId,
    ready: VecDeque<Exported>,
    /// The pages of lists that are still to be read, from the last to the first.
    left: Vec<Left>,
}

/// What is still to be read.
#[derive(Debug)]
enum Left {
    ToggleChanges(Option<PageKey>),
    Sessions(Option<PageKey>),
    Session(Box<SessionView>),
    Messages(Box<SessionView>, Seq),
}

impl Desk {
    /// Begins to read everything that is kept about one person. What changes meanwhile may or may not be contained.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid` for text that is no address, `NotFound` for an unknown
    /// person, `Unavailable`.
    pub async fn export(&self, actor: &Actor, address: Given<Address>) -> Result<Export, Error> {
        access::admin(actor)?;
        let (_, store) = self.live_and_store();
        let loaded = store.load(&Scope::Address(address?), &[]).await?;
        let contact = loaded.contact.ok_or(Error::NotFound)?;
        Ok(Export {
            store,
            contact: contact.id,
            ready: VecDeque::from([Exported::Contact(contact)]),
            left: vec![Left::Sessions(None), Left::ToggleChanges(None)],
        })
    }
}

impl Export {
    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// `Unavailable` or `Internal` when the store cannot be read: the export is then not whole.
    pub async fn next(&mut self) -> Result<Option<Exported>, Error> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Ok(Some(piece));
            }
            match self.left.pop() {
                Some(left) => self.read(left).await?,
                None => return Ok(None),
            }
        }
    }

    async fn read(&mut self, left: Left) -> Result<(), StoreError> {
        match left {
            Left::ToggleChanges(after) => self.read_toggle_changes(after).await,
            Left::Sessions(after) => self.read_sessions(after).await,
            Left::Session(view) => {
                self.ready.push_back(Exported::Session((*view).clone()));
                self.left.push(Left::Messages(view, Seq::ZERO));
                Ok(())
            }
            Left::Messages(view, after) => self.read_messages(view, after).await,
        }
    }

    async fn read_toggle_changes(&mut self, after: Option<PageKey>) -> Result<(), StoreError> {
        let list = List::Entries {
            subject: RecordId::Contact(self.contact),
            kind: EntryKind::ToggleChange,
            after,
            limit: AT_ONCE,
        };
        let page = self.store.list(&list).await?.value;
        self.ready.extend(page.entries.into_iter().map(Exported::ToggleChange));
        self.left.extend(page.next.map(|next| Left::ToggleChanges(Some(next))));
        Ok(())
    }

    async fn read_sessions(&mut self, after: Option<PageKey>) -> Result<(), StoreError> {
        let list = List::SessionsOf { contact: self.contact, after, limit: AT_ONCE };
        let page = self.store.list(&list).await?.value;
        self.left.extend(page.next.map(|next| Left::Sessions(Some(next))));
        let sessions = page.sessions.into_iter().rev();
        self.left.extend(sessions.map(|view| Left::Session(Box::new(view))));
        Ok(())
    }

    async fn read_messages(
        &mut self,
        view: Box<SessionView>,
        after: Seq,
    ) -> Result<(), StoreError> {
        let window = Window::After { seq: after, limit: AT_ONCE };
        let found = self.store.thread(view.session.id, &window).await?.value;
        let Some(thread) = found.filter(|thread| !thread.messages.is_empty()) else {
            return Ok(());
        };
        if let Some(last) = thread.messages.last().filter(|_| thread.has_more) {
            self.left.push(Left::Messages(view, last.seq));
        }
        self.ready.push_back(Exported::Messages(thread));
        Ok(())
    }
}
