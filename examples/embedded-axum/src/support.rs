//! Support chat in the shop: what the guide prints, and the keys for it.

use std::{error::Error, time::Duration};

use axum::Router;
use chatdesk::{Auth, Clock, Desk, Jwt, OwnTokens, Store, pages, router};

use crate::{inbox::Inbox, sessions::Sessions};

const MINUTE: Duration = Duration::from_mins(1);
const MONTH: Duration = Duration::from_hours(30 * 24);

/// What tokens are signed with. These are made at every start; a real shop keeps them.
pub(crate) struct Keys {
    jwt: [u8; 32],
    visitors: [u8; 32],
}

impl Keys {
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut keys = Self { jwt: [0; 32], visitors: [0; 32] };
        getrandom::fill(&mut keys.jwt)?;
        getrandom::fill(&mut keys.visitors)?;
        Ok(keys)
    }

    /// What the shop signs the widget's tokens with.
    pub(crate) fn jwt(&self) -> Result<Jwt, chatdesk::WeakSecret> {
        Jwt::hs256(&self.jwt)
    }
}

/// The chat, ready to be nested, and the desk, whose future the host runs.
pub(crate) fn mount(
    store: impl Store,
    clock: impl Clock,
    sessions: Sessions,
    inbox: Inbox,
    keys: &Keys,
) -> Result<(Router, Desk), Box<dyn Error>> {
    let building = Desk::builder(store).clock(clock);
    let desk = building.notifier(inbox).alert_after(MINUTE).build();

    let tokens = OwnTokens::new(keys.visitors, MONTH);
    let auth = Auth::new().jwt(keys.jwt()?).visitors(tokens).host(sessions);

    let support = pages("api").nest("/api", router(desk.clone(), auth));
    Ok((support, desk))
}
