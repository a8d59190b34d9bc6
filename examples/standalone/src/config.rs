//! What the server is told: defaults < file < environment < flags.

mod channels;
mod duration;
mod fault;
mod key;
mod mount;
mod notify;
mod parse;
mod place;
mod settings;
mod support;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use chatdesk_http::{Limits, MetricsToken, Network, Origin};
use chatdesk_notify::Destinations;
use secrecy::SecretString;

pub(crate) use self::{
    channels::{
        ApiBase, Channels, FcmChannel, TelegramChannel, Topic, TwilioChannel, WebhookChannel,
        WhatsAppChannel,
    },
    duration::parse_duration,
    fault::ConfigError,
    mount::{MountPath, PublicUrl},
    notify::Notify,
    settings::{Flags, Settings},
    support::SupportDesk,
};
use self::{key as k, parse as p};

/// Everything that can be configured, valid and complete.
#[derive(Debug)]
pub(crate) struct Config {
    /// `[server]`
    pub(crate) server: Server,
    /// `[auth]`
    pub(crate) auth: Auth,
    /// `[chat]`
    pub(crate) chat: Chat,
    /// `[support]`: tickets, and chats by text.
    pub(crate) support: SupportDesk,
    /// `[limits]`: how often somebody may ask.
    pub(crate) limits: Limits,
    /// `[channels]`: what is told to other systems.
    pub(crate) channels: Channels,
    /// `[notify]`: when and how those are told who are not looking.
    pub(crate) notify: Notify,
}

/// `[server]`: where it listens and where it keeps things.
#[derive(Debug)]
pub(crate) struct Server {
    /// Where to listen; port 0 takes any free one.
    pub(crate) addr: SocketAddr,
    /// The folder of database and secret.
    pub(crate) data: PathBuf,
    /// Where the API stands below `base_path`.
    pub(crate) prefix: MountPath,
    /// What a proxy that strips nothing leaves in front of every path.
    pub(crate) base_path: MountPath,
    /// How browsers reach the server, without `base_path`; unknown: by the address that it listens on.
    pub(crate) public_url: Option<PublicUrl>,
    /// The proxies whose headers count.
    pub(crate) trusted_proxies: Vec<Network>,
    /// The other origins whose pages may ask.
    pub(crate) cors_origins: Vec<Origin>,
    /// What a collector of metrics shows.
    pub(crate) metrics_token: Option<MetricsToken>,
    /// Where webhooks may go: to public addresses, and to these networks.
    pub(crate) destinations: Destinations,
}

/// `[auth]`: whose tokens count.
#[derive(Debug)]
pub(crate) struct Auth {
    /// What the host signs its tokens with; where none of the three is set one is derived from the folder's own secret.
    pub(crate) jwt_secret: Option<SecretString>,
    /// The public half of what the host signs with: PEM, or the path of a file with it.
    pub(crate) jwt_public_key: Option<String>,
    /// A file with the host's public keys.
    pub(crate) jwks_file: Option<PathBuf>,
    /// What a proxy signs its headers with.
    pub(crate) proxy_secret: Option<SecretString>,
    /// The `aud` that tokens must name.
    pub(crate) audience: Option<String>,
    /// The `iss` that tokens must name.
    pub(crate) issuer: Option<String>,
    /// How far clocks may differ.
    pub(crate) leeway: Duration,
    /// Claims that make an administrator when they are true.
    pub(crate) admin_claims: Vec<String>,
    /// The claim of the person's id.
    pub(crate) user_claim: String,
    /// The claim of the display name.
    pub(crate) name_claim: String,
    /// The claim of the e-mail address.
    pub(crate) email_claim: String,
    /// The claim of the role.
    pub(crate) role_claim: String,
    /// How long a visitor is remembered.
    pub(crate) visitor_ttl: Duration,
}

/// `[chat]`: how chats behave.
#[derive(Debug)]
pub(crate) struct Chat {
    /// Whether people may write for whom nobody moved the switch.
    pub(crate) enabled_by_default: bool,
    /// How often a page asks where no stream gets through.
    pub(crate) poll_interval: Duration,
    /// How long a session is kept after it ended; `None` for ever.
    pub(crate) retention: Option<Duration>,
    /// How long a message may be, in Unicode scalar values.
    pub(crate) max_chars: u32,
}

impl Config {
    /// Reads every key, the later source winning.
    ///
    /// # Errors
    /// With everything that is wrong, not only the first of it.
    pub(crate) fn from_settings(mut settings: Settings) -> Result<Self, ConfigError> {
        let server = Server::from_settings(&mut settings);
        let channels = Channels::from_settings(&mut settings, &server);
        let config = Self {
            notify: Notify::from_settings(&mut settings, &server, &channels),
            server,
            auth: Auth::from_settings(&mut settings),
            chat: Chat::from_settings(&mut settings),
            support: SupportDesk::from_settings(&mut settings),
            limits: limits(&mut settings),
            channels,
        };
        settings.finish(config)
    }
}

impl Server {
    fn from_settings(settings: &mut Settings) -> Self {
        let addr = settings
            .take(&k::ADDR, &p::ADDR)
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        // Whoever listens for this machine alone is behind a proxy on it, or asked by its own programs.
        let near = if addr.ip().is_loopback() { Network::loopback().to_vec() } else { vec![] };
        Self {
            addr,
            data: settings
                .take(&k::DATA, &p::FOLDER)
                .unwrap_or_else(|| PathBuf::from("./chatdesk-data")),
            prefix: settings.take(&k::PREFIX, &p::PREFIX).unwrap_or_else(MountPath::api),
            base_path: settings.take(&k::BASE_PATH, &p::MOUNT).unwrap_or_default(),
            public_url: settings.take(&k::PUBLIC_URL, &p::PUBLIC_URL),
            trusted_proxies: settings.take(&k::TRUSTED_PROXIES, &p::NETWORKS).unwrap_or(near),
            cors_origins: settings.take(&k::CORS_ORIGINS, &p::ORIGINS).unwrap_or_default(),
            metrics_token: settings.take(&k::METRICS_TOKEN, &p::METRICS_TOKEN),
            destinations: settings.take(&k::PRIVATE_WEBHOOKS, &p::DESTINATIONS).unwrap_or_default(),
        }
    }
}

impl Auth {
    fn from_settings(settings: &mut Settings) -> Self {
        let claim = |settings: &mut Settings, key, default: &str| {
            settings.take(key, &p::TEXT).unwrap_or_else(|| default.to_owned())
        };
        settings.at_most_one(&[&k::JWT_SECRET, &k::JWT_PUBLIC_KEY, &k::JWKS_FILE]);
        Self {
            jwt_secret: settings.take(&k::JWT_SECRET, &p::SECRET),
            jwt_public_key: settings.take(&k::JWT_PUBLIC_KEY, &p::PUBLIC_KEY),
            jwks_file: settings.take(&k::JWKS_FILE, &p::FILE),
            proxy_secret: settings.take(&k::PROXY_SECRET, &p::SECRET),
            audience: settings.take(&k::AUDIENCE, &p::TEXT),
            issuer: settings.take(&k::ISSUER, &p::TEXT),
            leeway: settings.take(&k::LEEWAY, &p::LEEWAY).unwrap_or_default(),
            admin_claims: settings.take(&k::ADMIN_CLAIMS, &p::LIST).unwrap_or_default(),
            user_claim: claim(settings, &k::USER_CLAIM, "sub"),
            name_claim: claim(settings, &k::NAME_CLAIM, "name"),
            email_claim: claim(settings, &k::EMAIL_CLAIM, "email"),
            role_claim: claim(settings, &k::ROLE_CLAIM, "role"),
            visitor_ttl: settings
                .take(&k::VISITOR_TTL, &p::VISITOR_TTL)
                .unwrap_or(Duration::from_hours(30 * 24)),
        }
    }
}

impl Chat {
    fn from_settings(settings: &mut Settings) -> Self {
        Self {
            enabled_by_default: settings.take(&k::ENABLED_BY_DEFAULT, &p::SWITCH).unwrap_or(true),
            poll_interval: settings
                .take(&k::POLL_INTERVAL, &p::POLL_INTERVAL)
                .unwrap_or(Duration::from_secs(5)),
            retention: settings.take(&k::RETENTION, &p::RETENTION).unwrap_or_default(),
            max_chars: settings.take(&k::MAX_CHARS, &p::MAX_CHARS).unwrap_or(4_000),
        }
    }
}

fn limits(settings: &mut Settings) -> Limits {
    let mut limits = Limits::default();
    let keys = [
        (&k::SENDS_PER_ACTOR, &mut limits.sends_per_actor),
        (&k::OPENS_PER_ACTOR, &mut limits.opens_per_actor),
        (&k::READS_PER_ACTOR, &mut limits.reads_per_actor),
        (&k::STREAMS_PER_ACTOR, &mut limits.streams_per_actor),
        (&k::VISITORS_PER_ADDRESS, &mut limits.visitors_per_address),
        (&k::TICKETS_PER_ADDRESS, &mut limits.tickets_per_address),
    ];
    for (key, limit) in keys {
        *limit = settings.take(key, &p::PER_MINUTE).unwrap_or(*limit);
    }
    limits
}

#[cfg(test)]
mod tests;
