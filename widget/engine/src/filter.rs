use chatdesk_api::{Session, SessionKind, SessionStatus};

/// What the desk's list is to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only chats that stand so.
    pub status: Option<SessionStatus>,
    /// Only chats of this one of the desk, by the id that the host knows.
    pub agent: Option<String>,
    /// Not customers' chats, but those of staff among themselves.
    pub team: bool,
    /// Only chats in which these words are found; empty for all.
    pub search: String,
}

impl Filter {
    /// Whether a session is to be shown, as far as it says so itself: words are found by the server.
    #[must_use]
    pub fn admits(&self, session: &Session) -> bool {
        let holder = session.agent.as_ref().and_then(|agent| agent.id.as_ref());
        let is_of_team = cfg!(feature = "desk") && session.kind == SessionKind::Panel;
        is_of_team == self.team
            && self.status.is_none_or(|status| session.status == status)
            && (self.agent.is_none() || self.agent.as_ref() == holder)
    }
}
