//! Which ways out there are, and whether they lead somewhere.

use super::{Desk, Paused};
use crate::{
    Actor, Channel, Content, Delivery, DeliveryId, Error, Outcome, Recipient, rules::access,
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
    /// to is stored nowhere.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `NotFound` where there is no such notifier.
    pub async fn send_test(&self, actor: &Actor, kind: &str) -> Result<Outcome, Error> {
        access::admin(actor)?;
        let mut notifiers = self.inner.notifiers.iter();
        let notifier = notifiers.find(|it| it.kind() == kind).ok_or(Error::NotFound)?;
        let content = Content::Test(Recipient::Own);
        let digits = crate::random::random().map(|byte| format!("{byte:02x}")).concat();
        let id = DeliveryId::made(&format!("test:{digits}"));
        let delivery = Delivery::new(id, self.inner.clock.now(), content);
        Ok(self.attempt(&**notifier, &delivery).await)
    }
}
