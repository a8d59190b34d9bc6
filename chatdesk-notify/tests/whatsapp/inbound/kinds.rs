//! What the kinds of messages look like, after Meta's examples, and what they are.

use chatdesk_core::{InboundContent, Media, MediaKind};
use serde_json::{Value, json};

use super::message;

fn media(kind: MediaKind, caption: &str) -> InboundContent {
    InboundContent::Media(Media { kind, ..Media::beside(caption.to_owned()) })
}

fn file(kind: MediaKind, caption: &str, mime_type: &str, name: Option<&str>) -> InboundContent {
    InboundContent::Media(Media {
        kind,
        caption: caption.to_owned(),
        mime_type: Some(mime_type.to_owned()),
        name: name.map(ToOwned::to_owned),
        provider_id: Some("1003383421387256".to_owned()),
    })
}

/// What the kinds of messages look like, and what they are.
pub(crate) fn kinds() -> Vec<(Value, Option<InboundContent>)> {
    let rows = [written(), pressed(), sent_files(), pointed_at(), not_for_people()].concat();
    rows.into_iter().map(|(kind, content, is)| (message(kind, &content), is)).collect()
}

type Row = (&'static str, Value, Option<InboundContent>);

fn context() -> Value {
    json!({"from": "15550783881", "id": "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJ"})
}

fn written() -> Vec<Row> {
    let text = |text: &str| Some(InboundContent::Text(text.to_owned()));
    let question = "Does it come in another color?";
    let odd = json!({"context": context(), "text": {"body": " Grüße 😀 \u{0} "}});
    vec![
        ("text", json!({"text": {"body": question}}), text(question)),
        ("text", odd, text("Grüße 😀")),
        ("text", json!({"text": {"body": " "}}), None),
    ]
}

fn pressed() -> Vec<Row> {
    let button = |id: &str| Some(InboundContent::Button(id.to_owned()));
    let quick = json!({"payload": "Unsubscribe", "text": "Unsubscribe me"});
    let reply = json!({"id": "end_chat", "title": "End Chat"});
    let title = "Priority Mail Express";
    let listed = json!({"id": "priority_express", "title": title, "description": "Next Day"});
    let flow = json!({"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}});
    let interactive = |content: Value| json!({"context": context(), "interactive": content});
    let reply = interactive(json!({"type": "button_reply", "button_reply": reply}));
    let listed = interactive(json!({"type": "list_reply", "list_reply": listed}));
    vec![
        ("button", json!({"context": context(), "button": quick}), button("Unsubscribe")),
        ("button", json!({"button": {"text": "Yes"}}), button("Yes")),
        ("interactive", reply, button("end_chat")),
        ("interactive", listed, button("priority_express")),
        ("interactive", interactive(flow), None),
    ]
}

fn sent_files() -> Vec<Row> {
    let (id, sha256) = ("1003383421387256", "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=");
    let (jpeg, mp4, ogg) = ("image/jpeg", "video/mp4", "audio/ogg; codecs=opus");
    let (webp, pdf) = ("image/webp", "application/pdf");
    let image = json!({"id": id, "mime_type": jpeg, "sha256": sha256, "caption": "Taj Mahal"});
    let video = json!({"id": id, "mime_type": mp4, "sha256": sha256});
    let audio = json!({"id": id, "mime_type": ogg, "sha256": sha256, "voice": true});
    let sticker = json!({"id": id, "mime_type": webp, "sha256": sha256, "animated": false});
    let bill = Some("bill.pdf");
    let document = json!({"id": id, "mime_type": pdf, "sha256": sha256, "filename": bill, "caption": "My bill"});
    vec![
        ("image", json!({"image": image}), Some(file(MediaKind::Image, "Taj Mahal", jpeg, None))),
        ("video", json!({"video": video}), Some(file(MediaKind::Video, "", mp4, None))),
        ("audio", json!({"audio": audio}), Some(file(MediaKind::Audio, "", ogg, None))),
        ("sticker", json!({"sticker": sticker}), Some(file(MediaKind::Sticker, "", webp, None))),
        (
            "document",
            json!({"document": document}),
            Some(file(MediaKind::File, "My bill", pdf, bill)),
        ),
    ]
}

fn pointed_at() -> Vec<Row> {
    let address = "101 Forest Ave, Palo Alto, CA 94301";
    let location = json!({
        "address": address, "latitude": 37.442_214_965_82, "longitude": -122.161_659_240_72,
        "name": "Philz Coffee", "url": "https://philzcoffee.com/",
    });
    let place = format!("Philz Coffee\n{address}\n37.44221496582, -122.16165924072");
    let name = json!({"first_name": "Lucía", "formatted_name": "Lucía Gómez"});
    let phone = json!({"phone": "+1 (983) 555-2319", "wa_id": "19835552319", "type": "MOBILE"});
    let contact = json!({"name": name, "org": {"company": "Google"}, "phones": [phone]});
    let shown = "Lucía Gómez, +1 (983) 555-2319";
    let order =
        json!({"catalog_id": "1", "text": "Two, please", "product_items": [{"quantity": 2}]});
    vec![
        ("location", json!({"location": location}), Some(media(MediaKind::Location, &place))),
        ("contacts", json!({"contacts": [contact]}), Some(media(MediaKind::Contacts, shown))),
        ("order", json!({"order": order}), Some(media(MediaKind::File, "Two, please"))),
    ]
}

fn not_for_people() -> Vec<Row> {
    let details = json!({"details": "Message type is currently not supported."});
    let error = json!({"code": 131_051, "title": "Message type unknown", "error_data": details});
    let reaction = json!({"message_id": "wamid.HBgL", "emoji": "👍"});
    let identity = json!({"body": "User A changed", "type": "customer_identity_changed"});
    vec![
        // Somebody sent something, and whoever answers is to know.
        ("unsupported", json!({"errors": [error]}), Some(media(MediaKind::File, ""))),
        ("reaction", json!({"reaction": reaction}), None),
        ("system", json!({"system": identity}), None),
        ("hologram", json!({"hologram": {"id": "1"}}), None),
    ]
}
