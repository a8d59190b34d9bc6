//! The provider that the server talks to, on this machine.

use std::sync::{Arc, atomic::AtomicI64};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::Request,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use serde_json::Value;
use tokio::{net::TcpListener, sync::mpsc::UnboundedSender};

use super::{
    Customer, Fault, Post, Sent,
    phone::{Bubble, Line},
    stage::{Happening, Stage},
    telegram::BotApi,
    whatsapp::{Meta, Taken},
};
use crate::{
    cli::Simulated,
    config::{ApiBase, Config},
    failure::Failure,
};

/// How large a request of the server may be.
const MAX_BYTES: usize = 256 * 1024;

/// One of those that can be played.
#[derive(Debug)]
pub(super) struct Provider {
    role: Role,
    base: String,
}

#[derive(Debug)]
enum Role {
    Whatsapp(Meta),
    Telegram(BotApi),
}

impl Provider {
    /// The table of a server that talks to the provider at `base`, with secrets that nobody else has.
    pub(super) fn settings(channel: Simulated, base: &str) -> String {
        let secret = super::random;
        match channel {
            Simulated::Whatsapp => format!(
                "[channels.whatsapp]\nphone_number_id = \"106540352242922\"\naccess_token = \"{}\"\n\
                 app_secret = \"{}\"\nverify_token = \"{}\"\napi_base = \"{base}\"\n",
                secret(),
                secret(),
                secret()
            ),
            Simulated::Telegram => format!(
                "[channels.telegram]\nbot_token = \"110201543:{}{}\"\nwebhook_secret = \"{}\"\n\
                 api_base = \"{base}\"\n",
                secret(),
                secret(),
                secret()
            ),
        }
    }

    /// The one that a server with these settings talks to.
    ///
    /// # Errors
    /// When it talks to none on this machine.
    pub(super) fn of_config(channel: Simulated, config: &Config) -> Result<Self, Failure> {
        let missing = |name: &str| {
            let told = format!(
                "the server of --url needs [channels.{name}] with api_base = \"http://127.0.0.1:PORT\", and \
                 this command the same --config"
            );
            Failure::Simulation(told)
        };
        let here = |base: Option<&ApiBase>, name: &str| match base {
            Some(base) if base.text.starts_with("http://") => Ok(base.text.clone()),
            _ => Err(missing(name)),
        };
        match channel {
            Simulated::Whatsapp => {
                let known = config.channels.whatsapp.as_ref().ok_or_else(|| missing("whatsapp"))?;
                let base = here(known.api_base.as_ref(), "whatsapp")?;
                let meta = Meta {
                    phone_number_id: known.phone_number_id.clone(),
                    access_token: known.access_token.clone(),
                    app_secret: known.app_secret.clone(),
                    verify_token: known.verify_token.clone(),
                };
                Ok(Self { role: Role::Whatsapp(meta), base })
            }
            Simulated::Telegram => {
                let known = config.channels.telegram.as_ref().ok_or_else(|| missing("telegram"))?;
                let base = here(known.api_base.as_ref(), "telegram")?;
                let api = BotApi {
                    bot_token: known.bot_token.clone(),
                    webhook_secret: known.webhook_secret.clone(),
                    next: AtomicI64::new(super::now()),
                };
                Ok(Self { role: Role::Telegram(api), base })
            }
        }
    }

    /// Where the server looks for it.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// What people call it.
    pub(super) const fn name(&self) -> &'static str {
        match &self.role {
            Role::Whatsapp(_) => "WhatsApp",
            Role::Telegram(_) => "Telegram",
        }
    }

    /// What it asks a server first, and what that has to answer.
    pub(super) fn handshake(&self) -> Option<(String, String)> {
        let Role::Whatsapp(meta) = &self.role else { return None };
        let challenge = super::random();
        Some((meta.handshake(&challenge), challenge))
    }

    /// What the customer does, as it tells the server.
    pub(super) fn tell(&self, line: &Line, customer: &Customer, under: &str) -> Option<Post> {
        match &self.role {
            Role::Whatsapp(meta) => meta.tell(line, customer, under),
            Role::Telegram(api) => api.tell(line, customer, under),
        }
    }

    /// What the server's answer to a post makes the phone show.
    pub(super) fn answered(&self, answer: &Value, customer: &Customer) -> Option<Bubble> {
        match &self.role {
            Role::Whatsapp(_) => None,
            Role::Telegram(api) => api.answered(answer, customer),
        }
    }

    fn answer(&self, request: &Sent<'_>, customer: &Customer) -> Result<Taken, Fault> {
        match &self.role {
            Role::Whatsapp(meta) => meta.answer(request, customer),
            Role::Telegram(api) => api.answer(request, customer),
        }
    }
}

/// Listens where a base says, which is on this machine.
///
/// # Errors
/// When that cannot be had.
pub(super) async fn listen_at(base: &str) -> Result<TcpListener, Failure> {
    let authority = base.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let told = |error: std::io::Error| {
        Failure::Simulation(format!("{authority} cannot be listened on: {error}"))
    };
    TcpListener::bind(authority).await.map_err(told)
}

/// Answers the server, and tells what came of it.
pub(super) async fn serve(
    listener: TcpListener,
    stage: Arc<Stage>,
    tell: UnboundedSender<Happening>,
) {
    let app = Router::new().fallback(move |request: Request| {
        let (stage, tell) = (Arc::clone(&stage), tell.clone());
        async move { answer(&stage, &tell, request).await }
    });
    if let Err(error) = axum::serve(listener, app).await {
        tracing::warn!(%error, "the simulated provider ended");
    }
}

async fn answer(stage: &Stage, tell: &UnboundedSender<Happening>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = read(body).await;
    let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let sent = Sent { method, path, authorization, body: body.as_ref() };
    // Where nobody listens any more the phone was put away.
    let told = |happening| drop(tell.send(happening));
    match stage.provider.answer(&sent, &stage.customer) {
        Ok(Taken { answer, bubble, post }) => {
            bubble.map(Happening::Bubble).map(told);
            post.map(Happening::Post).map(told);
            Json(answer).into_response()
        }
        Err(Fault { status, words, body }) => {
            told(Happening::Refused(words));
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            (status, Json(body)).into_response()
        }
    }
}

async fn read(body: Body) -> Option<Value> {
    let bytes = to_bytes(body, MAX_BYTES).await.ok()?;
    serde_json::from_slice(&bytes).ok()
}
