use axum::{
    Json,
    extract::{Path, State},
};
use chatdesk_api::{Inbound, InboundAnswer, InboundKind};
use chatdesk_core::{Address, Channel, Given, InboundContent, Invalid, Media, Timestamp};

use crate::{
    App,
    problem::Problem,
    request::{JsonBody, Recognised},
    wire::conversation,
};

/// What a host's own bot was sent, and what it is to answer. The role `host` alone.
///
/// `handled: false` means that it is the host's own. Replies are returned, not sent. The same `message_id` of the same
/// person again is answered as the first time.
#[utoipa::path(post, path = "/channels/{channel}/inbound", tag = "channels", security(("token" = [])),
    params(("channel" = String, Path, description = "`whatsapp` or `telegram`")),
    request_body(content = Inbound),
    responses((status = 200, body = InboundAnswer, description = "What becomes of it")))]
pub(crate) async fn hand_in(
    State(app): State<App>,
    Recognised(caller): Recognised,
    Path(channel): Path<String>,
    body: JsonBody,
) -> Result<Json<InboundAnswer>, Problem> {
    let channel = Channel::BY_TEXT.into_iter().find(|known| known.as_str() == channel);
    // Who may not hand anything in learns nothing of channels either.
    let given = match channel {
        Some(channel) => body.read().and_then(|inbound| read(channel, inbound)),
        None => Err(Invalid::new("{channel}", "is not one of whatsapp, telegram")),
    };
    let answer = app.desk.inbound(&caller.actor, given).await;
    match (answer, channel) {
        (Err(chatdesk_core::Error::Invalid(_)), None) => Err(Problem::not_found()),
        (answer, _) => Ok(Json(conversation::answer(answer?))),
    }
}

fn read(channel: Channel, inbound: Inbound) -> Given<chatdesk_core::Inbound> {
    let Inbound { address, name, text, message_id, registered, kind, sent_at } = inbound;
    let address = Address::of_channel(channel, &address);
    let address = address.map_err(|error| Invalid::new("/address", error.to_string()))?;
    let written_at = sent_at.map(|at| at.as_str().parse::<Timestamp>()).transpose();
    let written_at = written_at.map_err(|error| Invalid::new("/sent_at", error.to_string()))?;
    Ok(chatdesk_core::Inbound {
        channel,
        address,
        aliases: vec![],
        name,
        content: match kind.unwrap_or_default() {
            InboundKind::Text => InboundContent::Text(text),
            InboundKind::Button => InboundContent::Button(text),
            InboundKind::Media => InboundContent::Media(Media::beside(text)),
        },
        reply_to: None,
        message_id,
        is_registered: registered,
        written_at,
    })
}
