//! Which ways out there are, and whether they lead somewhere.

use super::{Desk, Paused, entries::entries};
use crate::{
    Actor, Channel, Content, Delivery, DeliveryId, EntryKind, Error, Outcome, Reach, Recipient,
    rules::{access, alert},
};

/// A way out, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOut {
    /// Its [kind](crate::Notifier::kind).
    pub kind: String,
    /// Whether it tells the desk that customers wait.
    pub alerts: bool,
    /// Whether it tells customers that the desk has answered.
    pub answers: bool,
    /// Whether it tells a host's systems what happened.
    pub events: bool,
    /// The text channels whose customers it brings what the desk says.
    pub carries: Vec<Channel>,
    /// That it is left alone now.
    pub paused: Option<Paused>,
}

impl Desk {
    /// Every way out, in the order in which they were registered.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Unavailable`.
    pub async fn ways_out(&self, actor: &Actor) -> Result<Vec<WayOut>, Error> {
        access::admin(actor)?;
        let pauses = self.lasting_pauses().await?;
        let notifiers = self.inner.notifiers.iter();
        Ok(notifiers
            .map(|notifier| {
                let (kind, interest) = (notifier.kind().to_owned(), notifier.interest());
                WayOut {
                    alerts: interest.unread.is_some(),
                    answers: interest.answers.is_some(),
                    events: !interest.events.is_empty(),
                    carries: self.inner.by_text.carried_by(&kind),
                    paused: pauses.iter().find(|it| it.notifier == kind).cloned(),
                    kind,
                }
            })
            .collect())
    }

    /// Makes one attempt to tell nothing by the notifier of this kind, at once, also where it is left alone; what it comes
    /// to is stored nowhere. Who is told by themself alone is told so here: on the asker's own device, in their own chat.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `NotFound` where there is no such notifier.
    pub async fn send_test(&self, actor: &Actor, kind: &str) -> Result<Outcome, Error> {
        access::admin(actor)?;
        let mut notifiers = self.inner.notifiers.iter();
        let notifier = notifiers.find(|it| it.kind() == kind).ok_or(Error::NotFound)?;
        let to = match notifier.interest().unread {
            Some(reach @ (Reach::Devices | Reach::Chats)) => {
                let Some(own) = self.own_place(actor, (reach, kind)).await? else {
                    let why = match reach {
                        Reach::Devices => "no device of yours is registered for it",
                        _ => "you have not bound yourself to it by a link",
                    };
                    return Ok(Outcome::Refused { why: why.to_owned() });
                };
                own
            }
            _ => Recipient::Own,
        };
        let content = Content::Test(to);
        let digits = crate::random::random().map(|byte| format!("{byte:02x}")).concat();
        let id = DeliveryId::made(&format!("test:{digits}"));
        let delivery = Delivery::new(id, self.inner.clock.now(), content);
        Ok(self.attempt(&**notifier, &delivery).await)
    }

    /// Where an administrator themself is told by a notifier of this kind; the place that they chose last.
    async fn own_place(
        &self,
        actor: &Actor,
        way: (Reach, &str),
    ) -> Result<Option<Recipient>, Error> {
        let staff = access::admin(actor)?;
        let kind = if way.0 == Reach::Devices { EntryKind::Device } else { EntryKind::Binding };
        let all = entries(kind, self.store()).await?;
        let mine = all.iter().filter_map(|entry| Some((entry.at, alert::place(entry, way)?)));
        let mine = mine.filter(|(_, (agent, _))| agent.id == staff.id);
        Ok(mine.max_by_key(|(at, _)| *at).map(|(_, (_, place))| place))
    }
}
