use axum::{Json, extract::State};
use chatdesk_api::{
    ChatSupportEnded, ChatSupportSent, ChatSupportText, ConversationMessages, Conversations,
    EndedConversation, SendToConversation, SentToConversation, Success,
};
use chatdesk_core::{Address, Given, Spoken};

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, PathId, QueryValues, Recognised, invalid, somebody_by_text},
    wire::{self, conversation},
};

/// The people of all text channels, whoever was talked with last first.
#[utoipa::path(get, path = "/admin/conversations", tag = "admin", security(("token" = [])),
    params(("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "20 by default")),
    responses((status = 200, body = Conversations, description = "One row for each person")))]
pub(crate) async fn list_conversations(
    State(app): State<App>,
    Recognised(caller): Recognised,
    query: QueryValues,
) -> Result<Json<Conversations>, Problem> {
    let limit = query.number("limit", &(1..=200)).map(|limit| limit.unwrap_or(20));
    let found = app.desk.conversations(&caller.actor, limit).await?;
    Ok(Json(Conversations {
        conversations: found.value.iter().map(conversation::conversation).collect(),
        cursor: app.cursor(found.position).await?,
    }))
}

/// What was said with somebody of a text channel in the newest session.
#[utoipa::path(get, path = "/admin/conversations/{phone}/messages", tag = "admin",
    security(("token" = [])),
    params(
        ("phone" = String, Path, description = "A phone number, or `whatsapp:+…`, `telegram:…`"),
        ("after" = Option<u64>, Query, description = "Messages after this id; not with `before`"),
        ("before" = Option<u64>, Query, description = "Messages before this id, from 1"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "200 by default")),
    responses((status = 200, body = ConversationMessages, description = "The newest of them, ascending")))]
pub(crate) async fn show_conversation(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    query: QueryValues,
) -> Result<Json<ConversationMessages>, Problem> {
    let somebody = somebody_by_text(&id);
    let found =
        app.desk.conversation_with(&caller.actor, known(somebody), query.window(200)).await?;
    let thread = &found.value;
    Ok(Json(ConversationMessages {
        phone_number: conversation::phone_number(&thread.view.contact.address),
        messages: thread.messages.iter().map(conversation::message).collect(),
        has_more: thread.has_more,
        session_id: Some(thread.view.session.id.to_string()),
        cursor: app.cursor(found.position).await?,
    }))
}

/// Whom no path can name is nobody's conversation.
fn known(somebody: Given<Address>) -> Given<Address> {
    somebody.or_else(|_| "whatsapp:".parse().map_err(|_| invalid("phone", "names nobody")))
}

/// Begins a chat with somebody of a text channel, or goes on with it, and says something; without a message it greets.
///
/// Somebody unknown becomes known. The same `client_id` again: what was said then.
#[utoipa::path(post, path = "/admin/conversations/{phone}/chat-support/start", tag = "admin",
    security(("token" = [])),
    params(
        ("phone" = String, Path, description = "A phone number, or `whatsapp:+…`, `telegram:…`"),
        ("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = ChatSupportText),
    responses((status = 200, body = ChatSupportSent, description = "The chat goes on")))]
pub(crate) async fn start_chat_support(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    body: JsonBody,
) -> Result<Json<ChatSupportSent>, Problem> {
    let (client_id, given) = body.read_with_client_id::<ChatSupportText>();
    let message = given.map(|ChatSupportText { message, client_id: _ }| message);
    let address = somebody_by_text(&id);
    let spoken = app.desk.start_chat(&caller.actor, address.clone(), client_id, message).await?;
    Ok(Json(sent(&address?, &spoken)))
}

/// Says something in a chat by text that goes on. The same `client_id` again: what was said then.
#[utoipa::path(post, path = "/admin/conversations/{phone}/chat-support/send", tag = "admin",
    security(("token" = [])),
    params(
        ("phone" = String, Path, description = "A phone number, or `whatsapp:+…`, `telegram:…`"),
        ("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = SendToConversation),
    responses((status = 200, body = ChatSupportSent, description = "It is stored, and on its way")))]
pub(crate) async fn send_chat_support(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    body: JsonBody,
) -> Result<Json<ChatSupportSent>, Problem> {
    let (client_id, given) = body.read_with_client_id::<SendToConversation>();
    let message = given.map(|SendToConversation { message, client_id: _ }| message);
    let address = known(somebody_by_text(&id));
    let spoken = app.desk.say(&caller.actor, address.clone(), client_id, message).await?;
    Ok(Json(sent(&address?, &spoken)))
}

fn sent(address: &Address, spoken: &Spoken) -> ChatSupportSent {
    let said = spoken.message.as_ref();
    ChatSupportSent {
        status: Success::Success,
        message: "Message sent to user".to_owned(),
        data: SentToConversation {
            phone_number: conversation::phone_number(address),
            message_sent: said.map(|said| said.content.clone()).unwrap_or_default(),
            timestamp: wire::time(spoken.at),
        },
    }
}

/// Ends a chat by text, with a last word or that of the settings; the ticket stays. Again: unchanged.
#[utoipa::path(post, path = "/admin/conversations/{phone}/chat-support/end", tag = "admin",
    security(("token" = [])),
    params(
        ("phone" = String, Path, description = "A phone number, or `whatsapp:+…`, `telegram:…`"),
        ("Idempotency-Key" = Option<String>, Header, description = "As `client_id`")),
    request_body(content = ChatSupportText),
    responses((status = 200, body = ChatSupportEnded, description = "The chat is over")))]
pub(crate) async fn end_chat_support(
    State(app): State<App>,
    Recognised(caller): Recognised,
    id: PathId,
    body: JsonBody,
) -> Result<Json<ChatSupportEnded>, Problem> {
    let (client_id, given) = body.read_with_client_id::<ChatSupportText>();
    let message = given.map(|ChatSupportText { message, client_id: _ }| message);
    let address = known(somebody_by_text(&id));
    let ended_at = app.desk.end_chat(&caller.actor, address.clone(), client_id, message).await?;
    Ok(Json(ChatSupportEnded {
        status: Success::Success,
        message: "Chat support session ended".to_owned(),
        data: EndedConversation {
            phone_number: conversation::phone_number(&address?),
            session_ended: wire::time(ended_at),
        },
    }))
}
