//! Conversations of staff, as one of them sees them.

use std::borrow::Cow;

use chatdesk_api::{BeginConversation, ChangeMembers, PanelMember, ReadCursors, ReadUpTo, Sender};
use chatdesk_core::{self as core, SessionView};

use super::Reader;

impl Reader {
    /// A session as this reader sees it. Whoever is not in a conversation of staff is never given it.
    pub(super) fn own_view<'v>(&self, view: &'v SessionView) -> Cow<'v, SessionView> {
        let own = self.sender.as_ref().filter(|_| view.session.panel.is_some());
        match own.and_then(|own| view.seen_by(&own.id)) {
            Some(seen) => Cow::Owned(seen),
            None => Cow::Borrowed(view),
        }
    }
}

/// How far a session was read, as its reader sees it.
pub(crate) fn read_up_to(view: &SessionView) -> ReadUpTo {
    let Some(panel) = &view.session.panel else {
        let (user, admin) = (view.customer_read.seq.get(), view.desk_read.seq.get());
        return ReadUpTo::Sides(ReadCursors { user, admin });
    };
    let read = |member: &core::Member| (member.agent.id.clone(), member.read.get());
    ReadUpTo::Members(panel.members.iter().filter(|it| is_shown(it, view)).map(read).collect())
}

/// Who is in it; `None` for a customer's session.
pub(super) fn members(view: &SessionView) -> Option<Vec<PanelMember>> {
    let present = view.session.panel.as_ref()?.present();
    let member = |member: &core::Member| PanelMember {
        id: member.agent.id.clone(),
        name: member.agent.name.clone(),
    };
    Some(present.map(member).collect())
}

pub(super) fn is_group(panel: &core::Panel) -> bool {
    panel.shape == core::PanelShape::Group
}

/// Who wrote the newest message.
pub(super) fn said_by(panel: &core::Panel) -> Option<Sender> {
    let core::Agent { id, name } = panel.said_by.as_deref().cloned()?;
    Some(Sender { id: Some(id), name })
}

/// Whoever left is shown to themself alone, and then the session is over.
fn is_shown(member: &core::Member, view: &SessionView) -> bool {
    member.is_in() || !view.session.status.is_open()
}

/// Who began it, in the place where a customer's session has the customer.
pub(super) fn opener(panel: &core::Panel) -> chatdesk_api::User {
    let core::Agent { id, name } = panel.opened_by.clone();
    chatdesk_api::User { id, name, email: None, phone: None }
}

pub(crate) fn begin(body: BeginConversation) -> core::BeginPanel {
    let BeginConversation { participants, title, client_id: _ } = body;
    core::BeginPanel { participants, title }
}

pub(crate) fn added(body: ChangeMembers) -> core::MembersChange {
    core::MembersChange::Add(body.participants)
}

pub(crate) fn removed(body: ChangeMembers) -> core::MembersChange {
    core::MembersChange::Remove(body.participants)
}
