//! Bodies that show more than their schema says.

use serde_json::{Value, json};
use utoipa::openapi::{RefOr, path::Operation};

/// Shows a body that works, where one helps.
pub(super) fn add(operation: &mut Operation) {
    let Some(example) = operation.operation_id.as_deref().and_then(example) else { return };
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    for content in body.content.values_mut() {
        if let RefOr::T(content) = content {
            content.example = Some(example.clone());
        }
    }
}

fn example(operation: &str) -> Option<Value> {
    let client_id = "0190b3c2-8f5e-7c3a-9d1e-5b6a7c8d9e0f";
    Some(match operation {
        "start_visitor" => json!({"name": "Ada", "page": "/checkout"}),
        "open_session" => json!({"message": "Where is my order?", "client_id": client_id}),
        "send_message" => json!({"content": "It is number 7.", "client_id": client_id}),
        "open_ticket" => json!({
            "phone_number": "+234812345678",
            "sender_name": "John Doe",
            "issue_description": "Can't submit homework",
            "client_id": client_id,
        }),
        "write_to_ticket" | "answer_ticket" => {
            json!({"message": "What does it say?", "client_id": client_id})
        }
        "close_ticket" => json!({"message": "Glad that it works now."}),
        "amend_ticket" => {
            json!({"status": "IN_PROGRESS", "priority": "HIGH", "tags": ["homework"]})
        }
        "make_ticket" => json!({"priority": "HIGH", "issue_description": "The parcel is lost"}),
        "mark_read" => json!({"up_to": 3}),
        "switch_chat" => json!({"chat_enabled": false, "reason": "Writes the same every minute"}),
        "identify_visitor" => json!({"visitor_token": "cdv_…"}),
        "register_push_token" => json!({"token": "…", "kind": "token", "platform": "web"}),
        "write_note" => json!({"content": "Asked the warehouse."}),
        "amend_session" => json!({"agent_id": "7", "tags": ["order"]}),
        "save_settings" => json!({
            "title": "Support",
            "greeting": "Hello! How can we help?",
            "expectation": "We mostly answer within ten minutes.",
            "away": "We are back in the morning; write, and we answer then.",
            "color": "#0b5cad",
            "ask_contact": true,
            "hours": {
                "time_zone": "Europe/Berlin",
                "days": [{"day": "monday", "from": "09:00", "to": "17:30"}],
            },
        }),
        "hand_in" => json!({
            "address": "+2348123456789",
            "name": "John",
            "text": "support",
            "message_id": "wamid.HBgNMjM0ODEyMzQ1Njc4ORUCABIYFDNB",
            "registered": true,
        }),
        "send_chat_support" => json!({"message": "What file format is it?"}),
        "start_chat_support" | "end_chat_support" => {
            json!({"message": "Thank you for contacting support!"})
        }
        "make_canned_reply" | "replace_canned_reply" => json!({
            "shortcut": "parcel",
            "title": "Where is my parcel?",
            "text": "Hello {name}, your parcel is on its way. {agent}",
        }),
        _ => return None,
    })
}
