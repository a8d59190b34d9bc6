//! What the router of a desk can be told beside who is asking.

mod metrics_token;
mod network;
mod origin;
mod receivers;

use std::time::Duration;

pub use self::{
    metrics_token::MetricsToken,
    network::{Network, ParseNetworkError},
    origin::{Origin, ParseOriginError},
    receivers::{BotName, Receivers},
};

/// What the router of a desk can be told beside who is asking.
///
/// `HttpSettings::default()` is what a host wants that has no proxy in front and no page on another origin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HttpSettings {
    /// How often clients that no stream reaches ask; 5 s by default.
    pub poll_interval: Duration,
    /// How long the body of a request may take to arrive; 30 s by default. Later: 408.
    pub body_within: Duration,
    /// How often somebody may ask.
    pub limits: Limits,
    /// The proxies whose `X-Forwarded-For`, `-Host` and `-Proto` count; none by default.
    ///
    /// They are told from others by the address of the connection, which the server passes as
    /// `axum::extract::ConnectInfo<SocketAddr>`. Without it nobody is trusted, and all share one address.
    pub trusted_proxies: Vec<Network>,
    /// Where pages come from that ask this router, beside its own origin, which is scheme and host of the request.
    ///
    /// A server that ends TLS itself names its `https` origin here: a request does not say how it was carried.
    pub own_origins: Vec<Origin>,
    /// Other origins whose pages may ask; none by default. Their answers carry CORS headers, without credentials.
    pub cors_origins: Vec<Origin>,
    /// What a collector of metrics shows as Bearer at `/metrics`; without one only admins see them.
    pub metrics_token: Option<MetricsToken>,
    /// Who reads what providers post; nobody by default.
    pub receivers: Receivers,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            poll_interval: Duration::from_secs(5),
            body_within: Duration::from_secs(30),
            limits: Limits::default(),
            trusted_proxies: Vec::new(),
            own_origins: Vec::new(),
            cors_origins: Vec::new(),
            metrics_token: None,
            receivers: Receivers::default(),
        }
    }
}

/// How often somebody may ask, per minute, all of it at once if they like; 0 is without a limit.
///
/// An address of IPv6 is its /64: that is what one customer of a provider has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Messages and typing of one actor; 60 by default.
    pub sends_per_actor: u32,
    /// Sessions that one actor opens; 10 by default.
    pub opens_per_actor: u32,
    /// What one actor reads, and marks as read; 600 by default.
    pub reads_per_actor: u32,
    /// Streams and long polls of one actor at the same time; 10 by default.
    pub streams_per_actor: u32,
    /// Visitors' tokens for one address; 30 by default.
    pub visitors_per_address: u32,
    /// Tickets of nobody in particular from one address; 5 by default.
    pub tickets_per_address: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sends_per_actor: 60,
            opens_per_actor: 10,
            reads_per_actor: 600,
            streams_per_actor: 10,
            visitors_per_address: 30,
            tickets_per_address: 5,
        }
    }
}

impl Limits {
    /// No limit at all, as for tests and benches.
    #[must_use]
    pub const fn off() -> Self {
        Self {
            sends_per_actor: 0,
            opens_per_actor: 0,
            reads_per_actor: 0,
            streams_per_actor: 0,
            visitors_per_address: 0,
            tickets_per_address: 0,
        }
    }
}
