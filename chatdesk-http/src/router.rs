//! All routes, under whatever path the host mounts them.

use std::sync::Arc;

use axum::{Extension, Router};
use bytes::Bytes;
use chatdesk_api::ProblemCode;
use chatdesk_core::{
    Actor, Address, ContactKind, Desk, Error, Given, Invalid, Message, Position, Sent, SessionView,
};
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Auth, HttpSettings,
    auth::Caller,
    edge::{Edge, cors},
    finish::watched,
    metrics::Metrics,
    openapi::{complete, skeleton},
    problem::Problem,
    routes::{
        admin, binding, canned, channel, chat, conversation, events,
        health::{self, Document},
        metrics, note, outbox, panel, person, presence, profile, push, session, settings, socket,
        ticket, visitor, way_out, webhook,
    },
    streams::{Commands, Seats},
};

/// What every handler gets.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) desk: Desk,
    pub(crate) auth: Arc<Auth>,
    pub(crate) settings: Arc<HttpSettings>,
    pub(crate) edge: Arc<Edge>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) poll_interval_ms: u64,
    pub(crate) seats: Arc<Seats>,
    /// What a WebSocket's client may ask for; `None` where that itself is answered.
    pub(crate) commands: Option<Commands>,
}

impl App {
    /// The text of a cursor at a position.
    pub(crate) async fn cursor(&self, position: Position) -> Result<String, Error> {
        Ok(self.desk.cursor(position).await?.to_string())
    }

    /// What a message is answered with that was sent: 201 and it is counted, or 200 where it was stored before.
    pub(crate) fn stored<'s>(&self, sent: &'s Sent) -> (StatusCode, &'s Message, &'s SessionView) {
        match sent {
            Sent::New(message, view) => {
                self.metrics.stored(message.sender.kind.side());
                (StatusCode::CREATED, message, view)
            }
            Sent::Repeat(message, view) => (StatusCode::OK, message, view),
        }
    }

    /// Lets somebody in whose token was not revoked.
    pub(crate) async fn admit(&self, caller: Caller) -> Result<Caller, Problem> {
        if self.desk.is_revoked(&caller.actor, caller.issued_at).await? {
            return Err(Problem::unauthenticated("the token was revoked; get a new one"));
        }
        Ok(caller)
    }

    /// The visitor whose token this is, if they could ask with it now.
    pub(crate) async fn visitor(&self, token: &str) -> Result<Given<Address>, Problem> {
        if let Ok(Caller { actor, issued_at, .. }) =
            self.auth.of_token(token, self.desk.clock().now())
            && let Actor::Customer(customer) = &actor
            && customer.kind == ContactKind::Visitor
            && !self.desk.is_revoked(&actor, issued_at).await?
        {
            return Ok(Ok(customer.address.clone()));
        }
        let detail = "is no visitor's token that counts now";
        Ok(Err(Invalid::new("/visitor_token", detail)))
    }
}

/// The whole HTTP interface of a desk, with default settings; paths are relative to where it is mounted.
///
/// axum cannot nest at `/`: merge there. Then what no route of the host answers is answered here, with a problem; a host
/// with a fallback of its own has to nest, for axum merges no two.
pub fn router(desk: Desk, auth: impl Into<Auth>) -> Router {
    router_with(desk, auth, HttpSettings::default())
}

/// As [`router`], with settings.
pub fn router_with(desk: Desk, auth: impl Into<Auth>, settings: HttpSettings) -> Router {
    let poll_interval_ms = u64::try_from(settings.poll_interval.as_millis()).unwrap_or(u64::MAX);
    let (auth, settings) = (Arc::new(auth.into()), Arc::new(settings));
    let edge = Arc::new(Edge::new(Arc::clone(desk.clock()), &settings));
    let metrics = Arc::new(Metrics::new());
    let cors = cors(&settings);
    let seats = Seats::new(settings.limits.streams_per_actor);
    let mut app = App {
        desk,
        auth,
        settings,
        edge: Arc::clone(&edge),
        metrics: Arc::clone(&metrics),
        poll_interval_ms,
        seats,
        commands: None,
    };
    app.commands = Some(Commands::new(app.clone()));
    let (router, mut document) = OpenApiRouter::with_openapi(skeleton())
        .routes(routes!(visitor::start_visitor))
        .routes(routes!(visitor::identify_visitor))
        .routes(routes!(chat::show_status))
        .routes(routes!(settings::show_chat_settings))
        .routes(routes!(chat::list_sessions, chat::open_session))
        .routes(routes!(session::list_messages, session::send_message))
        .routes(routes!(session::mark_read))
        .routes(routes!(session::show_queue))
        .routes(routes!(session::tell_typing))
        .routes(routes!(session::end_session))
        .routes(routes!(push::register_push_token, push::forget_push_token))
        .routes(routes!(events::stream_events))
        .routes(routes!(socket::open_socket))
        .routes(routes!(presence::tell_presence))
        .routes(routes!(profile::change_profile))
        .routes(routes!(profile::show_page))
        .routes(routes!(health::show_health))
        .routes(routes!(health::show_readiness))
        .routes(routes!(health::show_document))
        .routes(routes!(metrics::show_metrics))
        .routes(routes!(ticket::own::open_ticket))
        .routes(routes!(ticket::own::show_own_ticket))
        .routes(routes!(ticket::own::write_to_ticket))
        .merge(of_the_desk())
        .merge(of_providers())
        .split_for_parts();
    complete(&mut document);
    // Plain structs always serialise; an empty document would be seen by the first test that reads it.
    let document = Document(serde_json::to_vec(&document).unwrap_or_default().into());
    let routes = router
        .layer(Extension(document))
        .fallback(|| std::future::ready(Problem::not_found()))
        .method_not_allowed_fallback(|| {
            let detail = "this path is there, but not with this method; see the header Allow";
            std::future::ready(Problem::new(ProblemCode::MethodNotAllowed, detail))
        })
        .layer(CatchPanicLayer::custom(caught));
    let routes = match cors {
        Some(cors) => routes.layer(cors),
        None => routes,
    };
    watched(routes, edge, metrics).with_state(app)
}

/// What agents, administrators and a host's own server alone may ask for.
fn of_the_desk() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(admin::switch_chat))
        .routes(routes!(admin::list_toggle_changes))
        .routes(routes!(person::revoke_tokens))
        .routes(routes!(profile::show_user, person::erase_user))
        .routes(routes!(person::export_user))
        .routes(routes!(admin::list_users))
        .routes(routes!(admin::list_all_sessions))
        .routes(routes!(admin::amend_session))
        .routes(routes!(settings::show_settings, settings::save_settings))
        .routes(routes!(settings::list_agents))
        .routes(routes!(canned::list_canned_replies, canned::make_canned_reply))
        .routes(routes!(canned::replace_canned_reply, canned::remove_canned_reply))
        .routes(routes!(note::list_notes, note::write_note))
        .routes(routes!(panel::list_panel_conversations, panel::begin_conversation))
        .routes(routes!(panel::add_members, panel::remove_members))
        .routes(routes!(binding::link_telegram))
        .routes(routes!(binding::link_whatsapp))
        .routes(routes!(outbox::list_deliveries))
        .routes(routes!(outbox::retry_delivery))
        .routes(routes!(way_out::list_channels))
        .routes(routes!(way_out::test_channel))
        .routes(routes!(conversation::list_conversations))
        .routes(routes!(conversation::show_conversation))
        .routes(routes!(conversation::start_chat_support))
        .routes(routes!(conversation::send_chat_support))
        .routes(routes!(conversation::end_chat_support))
        .routes(routes!(channel::hand_in))
        .routes(routes!(ticket::list::list_tickets))
        .routes(routes!(ticket::list::list_open_tickets))
        .routes(routes!(ticket::list::count_tickets))
        .routes(routes!(ticket::list::count_open_tickets))
        .routes(routes!(ticket::desk::show_ticket, ticket::desk::amend_ticket))
        .routes(routes!(ticket::desk::answer_ticket))
        .routes(routes!(ticket::desk::close_ticket))
        .routes(routes!(ticket::desk::make_ticket))
}

/// What providers post.
fn of_providers() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(webhook::verify_whatsapp, webhook::receive_whatsapp))
        .routes(routes!(webhook::receive_twilio))
        .routes(routes!(webhook::receive_telegram))
}

/// A panic is a fault of ours; what it says may hold anything, so it goes nowhere.
pub(crate) fn caught(_panic: Box<dyn std::any::Any + Send>) -> http::Response<axum::body::Body> {
    let problem = Problem::internal("a handler panicked".into());
    axum::response::IntoResponse::into_response(problem).map(|_| Bytes::new().into())
}
