//! From `[[channels.webhook]]` to notifiers.

use chatdesk_core::{Channel, HostEvent, Interest, Reach};
use chatdesk_http::webhook_event;
use chatdesk_notify::{Destinations, Webhook, WebhookBuilder, WebhookError};

use crate::config::{Config, Topic, WebhookChannel};

/// Every webhook of the settings, in their order.
///
/// # Errors
/// When the system has no root certificates.
pub(crate) fn all(config: &Config) -> Result<Vec<Webhook>, WebhookError> {
    let webhooks = config.channels.webhooks.iter();
    webhooks.map(|channel| webhook(channel, &config.server.destinations)).collect()
}

fn webhook(channel: &WebhookChannel, destinations: &Destinations) -> Result<Webhook, WebhookError> {
    let WebhookChannel { url, secrets, events } = channel;
    let building = Webhook::builder(url.clone(), secrets.first.clone(), webhook_event)
        .interest(interest(events))
        .destinations(destinations.clone());
    let secrets = secrets.more.iter().cloned();
    secrets.fold(building, WebhookBuilder::also_signed_with).build()
}

/// Who hears of sessions hears also where a customer waits in one; who hears of messages brings them to the customers of
/// text channels.
fn interest(topics: &[Topic]) -> Interest {
    let event = |topic: &Topic| match topic {
        Topic::Session => HostEvent::Session,
        Topic::Message => HostEvent::Message,
        Topic::Ticket => HostEvent::Ticket,
        Topic::Toggle => HostEvent::Toggle,
    };
    let channels = Channel::BY_TEXT.into_iter().filter(|_| topics.contains(&Topic::Message));
    Interest {
        unread: topics.contains(&Topic::Session).then_some(Reach::Own),
        ..Interest::events(topics.iter().map(event)).carrying(channels)
    }
}
