//! Conversations of staff among themselves.

use chatdesk_core::{
    Address, Agent, Batch, Contact, ContactKind, Counts, EventKind, Left, Member, Message, Panel,
    PanelShape, Preview, Profile, Sender, SenderKind, Seq, Session, SessionKind, SessionStatus,
    Store, Timestamp,
};

use super::{contact_batch, contact_of, event, message, session, session_batch, view};

/// The desk's own contact, not stored yet. A store holds one at most.
#[must_use]
pub fn desk() -> Contact {
    let (kind, address, profile) = (ContactKind::Desk, Address::desk(), Profile::default());
    Contact { kind, address, profile, ..super::contact() }
}

/// The desk's own contact, as the store holds it from then on.
pub async fn stored_desk(store: &dyn Store) -> Contact {
    let desk = desk();
    store.commit(contact_batch(&desk)).await.unwrap();
    contact_of(store, desk.id).await
}

/// A group of these people that is not stored yet; the first of them began it.
#[must_use]
pub fn panel(desk: &Contact, ids: &[&str]) -> Session {
    let agent = |id: &str| Agent { id: id.to_owned(), name: None };
    let members = ids.iter().map(|id| Member::new(agent(id), Seq::ZERO, 0)).collect();
    let opened_by = agent(ids.first().copied().unwrap_or_default());
    let panel = Panel { shape: PanelShape::Group, opened_by, members, n_sent: 0, said_by: None };
    let (kind, status) = (SessionKind::Panel, SessionStatus::Active);
    Session { kind, status, panel: Some(panel), ..session(desk) }
}

/// A conversation of staff as it is once this was put.
pub async fn stored_panel(store: &dyn Store, session: &Session) -> Session {
    store.commit(session_batch(session)).await.unwrap();
    view(store, session).await.session
}

/// What somebody of the desk says next among themselves: message, session and event, as a send commits them.
#[must_use]
pub fn panel_text_batch(session: &Session, id: &str, content: &str) -> Batch {
    let sender = Sender { kind: SenderKind::Admin, id: id.to_owned(), name: None };
    let message = message(session, sender, content);
    let preview =
        Preview { text: content.to_owned(), sender: SenderKind::Admin, at: session.updated_at };
    let mut session = Session { last_seq: message.seq, preview: Some(preview), ..session.clone() };
    let mut sent = Counts::default();
    if let Some(panel) = &mut session.panel {
        panel.n_sent += 1;
        sent.desk = panel.n_sent;
        for member in panel.members.iter_mut().filter(|member| member.agent.id == id) {
            member.sent += 1;
            sent.customer = member.sent;
        }
    }
    let mut batch = session_batch(&session);
    batch.events = vec![event(&session, EventKind::MessageSent { seq: message.seq })];
    batch.messages.push(Message { sent, ..message });
    batch
}

/// Lets somebody of the desk say something among themselves, and answers the session as it is then.
pub async fn panel_said(store: &dyn Store, session: &Session, id: &str, text: &str) -> Session {
    store.commit(panel_text_batch(session, id, text)).await.unwrap();
    view(store, session).await.session
}

/// A conversation of staff as it is once somebody has left it.
#[must_use]
pub fn without(session: &Session, id: &str, at: Timestamp) -> Session {
    let mut session = session.clone();
    let Some(panel) = &mut session.panel else { return session };
    let others = panel.present().filter(|member| member.agent.id != id).cloned();
    let left = Left {
        version: session.version.next().get(),
        changed: session.changed.get() + 1,
        last_seq: session.last_seq,
        preview: session.preview.clone(),
        title: session.subject.clone(),
        n_sent: panel.n_sent,
        said_by: panel.said_by.clone(),
        at,
        members: others.collect(),
    };
    for member in panel.members.iter_mut().filter(|member| member.agent.id == id) {
        member.left = Some(Box::new(left.clone()));
    }
    session.updated_at = at;
    session
}
