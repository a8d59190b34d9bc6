//! What a customer sent.

use chatdesk_core::{Address, Channel, Inbound, InboundContent, Media, MediaKind, Timestamp};
use serde_json::Value;

use super::{items, text};
use crate::received;

/// Reads a message; `None` for what is none, or cannot be told from others.
pub(super) fn read(message: &Value, contacts: &[Value]) -> Option<Inbound> {
    if text(message, "/group_id").is_some() {
        return None;
    }
    let content = content(message)?;
    let (phone, person) = (text(message, "/from"), text(message, "/from_user_id"));
    let is_theirs = |contact: &&Value| {
        let is = |path: &str, id: Option<&str>| id.is_some() && text(contact, path) == id;
        is("/wa_id", phone) || is("/user_id", person)
    };
    let contact = contacts.iter().find(is_theirs);
    let of_contact = |path: &str| contact.and_then(|contact| text(contact, path));
    let address = |id: &str| Address::of_channel(Channel::Whatsapp, id).ok();
    let known_as = [phone, of_contact("/wa_id"), person, of_contact("/user_id")];
    let mut addresses: Vec<Address> = known_as.into_iter().flatten().filter_map(address).collect();
    // A number that the contact shows beside the one that wrote is a form of the same.
    let first = addresses.first()?.clone();
    addresses.retain(|other| *other != first && !is_number(other));
    addresses.dedup();
    let name = of_contact("/profile/name").or_else(|| of_contact("/profile/username"));
    Some(Inbound {
        channel: Channel::Whatsapp,
        address: first,
        aliases: addresses,
        name: name.map(ToOwned::to_owned),
        content,
        reply_to: text(message, "/context/id").map(ToOwned::to_owned),
        message_id: received::message_id(text(message, "/id")?)?,
        is_registered: None,
        written_at: written_at(message),
    })
}

fn is_number(address: &Address) -> bool {
    address.id_in(Channel::Whatsapp).is_some_and(|id| id.starts_with('+'))
}

/// Unix seconds, as text; a number is understood too.
fn written_at(message: &Value) -> Option<Timestamp> {
    let given = message.get("timestamp")?;
    let seconds = given.as_str().map_or_else(|| given.as_i64(), |text| text.parse().ok())?;
    seconds.checked_mul(1_000_000).map(Timestamp::from_micros)
}

fn content(message: &Value) -> Option<InboundContent> {
    let kind = text(message, "/type")?;
    let body = message.get(kind).unwrap_or(&Value::Null);
    match kind {
        "text" => received::text(text(body, "/body")?),
        // A template's button has a payload where the template gave it one.
        "button" => received::button(text(body, "/payload"), text(body, "/text")),
        "interactive" => {
            let kind = text(body, "/type")?;
            let reply = body.get(kind)?;
            received::button(text(reply, "/id"), text(reply, "/title"))
        }
        "image" => Some(media(MediaKind::Image, body)),
        "video" => Some(media(MediaKind::Video, body)),
        "audio" | "voice" => Some(media(MediaKind::Audio, body)),
        "sticker" => Some(media(MediaKind::Sticker, body)),
        "document" => Some(media(MediaKind::File, body)),
        "location" => Some(beside(MediaKind::Location, &place(body))),
        "contacts" => Some(beside(MediaKind::Contacts, &people(items(message, "contacts")))),
        "order" => Some(beside(MediaKind::File, text(body, "/text").unwrap_or_default())),
        // Something that the interface cannot show: whoever answers knows at least that there was something.
        "unsupported" => Some(beside(MediaKind::File, "")),
        _ => None,
    }
}

fn media(kind: MediaKind, body: &Value) -> InboundContent {
    let kept = |path: &str| text(body, path).map(received::short);
    InboundContent::Media(Media {
        kind,
        caption: received::fit(text(body, "/caption").unwrap_or_default()),
        mime_type: kept("/mime_type"),
        name: kept("/filename"),
        provider_id: kept("/id"),
    })
}

fn beside(kind: MediaKind, caption: &str) -> InboundContent {
    InboundContent::Media(Media { kind, ..Media::beside(received::fit(caption)) })
}

/// What a place is called, where it is, and its degrees of latitude and longitude.
fn place(body: &Value) -> String {
    let degrees = |name: &str| body.get(name).and_then(Value::as_f64);
    let degrees = degrees("latitude").zip(degrees("longitude"));
    let degrees = degrees.map(|(latitude, longitude)| format!("{latitude}, {longitude}"));
    let words = ["/name", "/address"].into_iter().filter_map(|path| text(body, path));
    words.map(ToOwned::to_owned).chain(degrees).collect::<Vec<_>>().join("\n")
}

/// One line for each: the name, and the numbers.
fn people(contacts: &[Value]) -> String {
    let line = |contact: &Value| {
        let name = text(contact, "/name/formatted_name");
        let phones = items(contact, "phones").iter().filter_map(|phone| text(phone, "/phone"));
        name.into_iter().chain(phones).collect::<Vec<_>>().join(", ")
    };
    contacts.iter().map(line).collect::<Vec<_>>().join("\n")
}
