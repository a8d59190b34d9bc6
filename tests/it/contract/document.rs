use std::collections::BTreeSet;

use chatdesk_tests::Server;
use serde_json::Value;

/// The operations in scope, from the contract.
const OPERATIONS: &[&str] = &[
    "delete /admin/canned-replies/{}",
    "delete /admin/user/{}",
    "delete /chat/push-token",
    "delete /panel/conversations/{}/members",
    "get /admin/agents",
    "get /admin/canned-replies",
    "get /admin/channels",
    "get /admin/chat/session/{}/notes",
    "get /admin/chat/sessions",
    "get /admin/conversations",
    "get /admin/conversations/{}/messages",
    "get /admin/deliveries",
    "get /admin/settings",
    "get /admin/support/notifications",
    "get /admin/support/tickets",
    "get /admin/support/tickets/{}",
    "get /admin/user/{}",
    "get /admin/user/{}/chat-toggle/history",
    "get /admin/user/{}/export",
    "get /admin/users",
    "get /chat/events",
    "get /chat/session/{}/messages",
    "get /chat/session/{}/queue",
    "get /chat/sessions",
    "get /chat/settings",
    "get /chat/status",
    "get /chat/ws",
    "get /healthz",
    "get /metrics",
    "get /openapi.json",
    "get /panel/conversations",
    "get /readyz",
    "get /support/notifications",
    "get /support/open-tickets",
    "get /support/tickets/{}",
    "get /webhooks/whatsapp",
    "patch /admin/chat/session/{}",
    "patch /admin/support/tickets/{}",
    "patch /chat/profile",
    "post /admin/agents/{}/telegram-link",
    "post /admin/agents/{}/whatsapp-link",
    "post /admin/canned-replies",
    "post /admin/channels/{}/test",
    "post /admin/chat/session/{}/notes",
    "post /admin/chat/session/{}/ticket",
    "post /admin/conversations/{}/chat-support/end",
    "post /admin/conversations/{}/chat-support/send",
    "post /admin/conversations/{}/chat-support/start",
    "post /admin/deliveries/{}/retry",
    "post /admin/support/tickets/{}/close",
    "post /admin/support/tickets/{}/messages",
    "post /admin/user/{}/revoke",
    "post /channels/{}/inbound",
    "post /chat/identify",
    "post /chat/presence",
    "post /chat/session/{}/end",
    "post /chat/session/{}/messages",
    "post /chat/session/{}/read",
    "post /chat/session/{}/typing",
    "post /chat/sessions",
    "post /panel/conversations",
    "post /panel/conversations/{}/members",
    "post /support/tickets",
    "post /support/tickets/{}/messages",
    "post /visitor/session",
    "post /webhooks/telegram",
    "post /webhooks/whatsapp",
    "post /webhooks/whatsapp/twilio",
    "put /admin/canned-replies/{}",
    "put /admin/settings",
    "put /admin/user/{}/chat-toggle",
    "put /chat/page",
    "put /chat/push-token",
];

/// A path with the names of its parameters left out.
fn without_names(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        parts.push(if part.starts_with('{') { "{}" } else { part });
    }
    parts.join("/")
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(target)) = fields.get("$ref") {
                found.insert(target.clone());
            }
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_describes_every_operation_and_no_other() {
    let server = Server::start().await;
    let root = server.api().document().root();

    let mut described = BTreeSet::new();
    for (path, item) in root["paths"].as_object().unwrap() {
        for verb in ["get", "put", "post", "delete", "patch"] {
            if item.get(verb).is_some() {
                described.insert(format!("{verb} {}", without_names(path)));
            }
        }
    }

    assert!(root["openapi"].as_str().unwrap().starts_with("3.1"), "{}", root["openapi"]);
    assert_eq!(described, OPERATIONS.iter().map(|it| (*it).to_owned()).collect());
}

#[tokio::test]
async fn every_reference_of_the_document_leads_somewhere() {
    let server = Server::start().await;
    let root = server.api().document().root();

    let mut found = BTreeSet::new();
    references(root, &mut found);

    assert!(!found.is_empty());
    for target in found {
        let pointer = target.strip_prefix('#').expect("references stay inside the document");
        assert!(root.pointer(pointer).is_some(), "{target} leads nowhere");
    }
}

#[tokio::test]
async fn every_operation_documents_its_refusals() {
    let server = Server::start().await;
    let root = server.api().document().root();

    for (path, item) in root["paths"].as_object().unwrap() {
        for (verb, operation) in item.as_object().unwrap() {
            if operation.get("responses").is_none() || path == "/metrics" {
                continue;
            }
            let by_method: &[&str] = match verb.as_str() {
                "get" => &[],
                // Whatever a provider posts is taken, once it is proven.
                _ if path.starts_with("/webhooks/") => &["403", "404", "408", "413"],
                _ => &["403", "408", "413", "415", "422"],
            };
            let by_caller: &[&str] = match operation.get("security") {
                Some(_) => &["401", "403", "429"],
                None => &[],
            };
            for statuses in [by_method, by_caller, &["500", "503"]] {
                for status in statuses {
                    let answer = operation["responses"].get(status);
                    assert!(answer.is_some(), "{verb} {path} does not document {status}");
                }
            }
        }
    }
}
