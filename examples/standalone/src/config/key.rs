//! The names of the settings: one list for file and environment.

/// One setting.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The table in the file.
    pub(crate) section: &'static str,
    /// The name in the table.
    pub(crate) name: &'static str,
}

impl Key {
    const fn new(section: &'static str, name: &'static str) -> Self {
        Self { section, name }
    }

    /// Its environment variable: `[chat] max_chars` is `CHATDESK_CHAT_MAX_CHARS`.
    pub(crate) fn variable(&self) -> String {
        format!("{}{}", variables_of(self.section), self.name.to_ascii_uppercase())
    }

    /// Whether messages may show what somebody wrote there.
    pub(crate) fn is_secret(&self) -> bool {
        SECRETS.contains(self)
    }
}

pub(crate) const ADDR: Key = Key::new("server", "addr");
pub(crate) const DATA: Key = Key::new("server", "data");
pub(crate) const PREFIX: Key = Key::new("server", "prefix");
pub(crate) const BASE_PATH: Key = Key::new("server", "base_path");
pub(crate) const PUBLIC_URL: Key = Key::new("server", "public_url");
pub(crate) const TRUSTED_PROXIES: Key = Key::new("server", "trusted_proxies");
pub(crate) const CORS_ORIGINS: Key = Key::new("server", "cors_origins");
pub(crate) const METRICS_TOKEN: Key = Key::new("server", "metrics_token");
pub(crate) const PRIVATE_WEBHOOKS: Key = Key::new("server", "private_webhooks");
pub(crate) const JWT_SECRET: Key = Key::new("auth", "jwt_secret");
pub(crate) const JWT_PUBLIC_KEY: Key = Key::new("auth", "jwt_public_key");
pub(crate) const JWKS_FILE: Key = Key::new("auth", "jwks_file");
pub(crate) const PROXY_SECRET: Key = Key::new("auth", "proxy_secret");
pub(crate) const AUDIENCE: Key = Key::new("auth", "audience");
pub(crate) const ISSUER: Key = Key::new("auth", "issuer");
pub(crate) const LEEWAY: Key = Key::new("auth", "leeway");
pub(crate) const ADMIN_CLAIMS: Key = Key::new("auth", "admin_claims");
pub(crate) const USER_CLAIM: Key = Key::new("auth", "user_claim");
pub(crate) const NAME_CLAIM: Key = Key::new("auth", "name_claim");
pub(crate) const EMAIL_CLAIM: Key = Key::new("auth", "email_claim");
pub(crate) const ROLE_CLAIM: Key = Key::new("auth", "role_claim");
pub(crate) const VISITOR_TTL: Key = Key::new("auth", "visitor_ttl");
pub(crate) const ENABLED_BY_DEFAULT: Key = Key::new("chat", "enabled_by_default");
pub(crate) const POLL_INTERVAL: Key = Key::new("chat", "poll_interval");
pub(crate) const RETENTION: Key = Key::new("chat", "retention");
pub(crate) const MAX_CHARS: Key = Key::new("chat", "max_chars");
pub(crate) const IDLE_TIMEOUT: Key = Key::new("chat", "idle_timeout");
pub(crate) const START_WORDS: Key = Key::new("support", "start_words");
pub(crate) const END_WORDS: Key = Key::new("support", "end_words");
pub(crate) const GREETING: Key = Key::new("support", "greeting");
pub(crate) const ACKNOWLEDGEMENT: Key = Key::new("support", "acknowledgement");
pub(crate) const CLOSING: Key = Key::new("support", "closing");
pub(crate) const RESOLVED: Key = Key::new("support", "resolved");
pub(crate) const AGENT_PREFIX: Key = Key::new("support", "agent_prefix");
pub(crate) const MENU: Key = Key::new("support", "menu");
pub(crate) const CLOSE_AFTER: Key = Key::new("support", "close_after");
pub(crate) const SENDS_PER_ACTOR: Key = Key::new("limits", "sends_per_actor");
pub(crate) const OPENS_PER_ACTOR: Key = Key::new("limits", "opens_per_actor");
pub(crate) const READS_PER_ACTOR: Key = Key::new("limits", "reads_per_actor");
pub(crate) const STREAMS_PER_ACTOR: Key = Key::new("limits", "streams_per_actor");
pub(crate) const VISITORS_PER_ADDRESS: Key = Key::new("limits", "visitors_per_address");
pub(crate) const TICKETS_PER_ADDRESS: Key = Key::new("limits", "tickets_per_address");

pub(crate) const WHATSAPP_PHONE_NUMBER_ID: Key = Key::new("channels.whatsapp", "phone_number_id");
pub(crate) const WHATSAPP_ACCESS_TOKEN: Key = Key::new("channels.whatsapp", "access_token");
pub(crate) const WHATSAPP_APP_SECRET: Key = Key::new("channels.whatsapp", "app_secret");
pub(crate) const WHATSAPP_VERIFY_TOKEN: Key = Key::new("channels.whatsapp", "verify_token");
pub(crate) const WHATSAPP_TEMPLATE: Key = Key::new("channels.whatsapp", "template");
pub(crate) const WHATSAPP_TEMPLATE_LANGUAGE: Key =
    Key::new("channels.whatsapp", "template_language");
pub(crate) const WHATSAPP_TEMPLATE_UNNAMED: Key = Key::new("channels.whatsapp", "template_unnamed");
pub(crate) const WHATSAPP_ALERT_TO: Key = Key::new("channels.whatsapp", "alert_to");
pub(crate) const WHATSAPP_API_BASE: Key = Key::new("channels.whatsapp", "api_base");
pub(crate) const WHATSAPP_API_VERSION: Key = Key::new("channels.whatsapp", "api_version");
pub(crate) const TWILIO_ACCOUNT_SID: Key = Key::new("channels.twilio", "account_sid");
pub(crate) const TWILIO_AUTH_TOKEN: Key = Key::new("channels.twilio", "auth_token");
pub(crate) const TWILIO_FROM: Key = Key::new("channels.twilio", "from");
pub(crate) const TWILIO_PUBLIC_URL: Key = Key::new("channels.twilio", "public_url");
pub(crate) const TWILIO_TEMPLATE: Key = Key::new("channels.twilio", "template");
pub(crate) const TWILIO_TEMPLATE_UNNAMED: Key = Key::new("channels.twilio", "template_unnamed");
pub(crate) const TWILIO_API_BASE: Key = Key::new("channels.twilio", "api_base");
pub(crate) const TELEGRAM_BOT_TOKEN: Key = Key::new("channels.telegram", "bot_token");
pub(crate) const TELEGRAM_WEBHOOK_SECRET: Key = Key::new("channels.telegram", "webhook_secret");
pub(crate) const TELEGRAM_ALERT_CHAT_ID: Key = Key::new("channels.telegram", "alert_chat_id");
pub(crate) const TELEGRAM_TOPICS: Key = Key::new("channels.telegram", "topics");
pub(crate) const TELEGRAM_API_BASE: Key = Key::new("channels.telegram", "api_base");
pub(crate) const FCM_SERVICE_ACCOUNT: Key = Key::new("channels.fcm", "service_account");
pub(crate) const FCM_API_BASE: Key = Key::new("channels.fcm", "api_base");
pub(crate) const SLACK_WEBHOOK_URL: Key = Key::new("channels.slack", "webhook_url");
pub(crate) const TEAMS_WEBHOOK_URL: Key = Key::new("channels.teams", "webhook_url");
pub(crate) const EMAIL_SMTP_URL: Key = Key::new("channels.email", "smtp_url");
pub(crate) const EMAIL_FROM: Key = Key::new("channels.email", "from");
pub(crate) const EMAIL_ALERT_TO: Key = Key::new("channels.email", "alert_to");
pub(crate) const NOTIFY_DELAY: Key = Key::new("notify", "delay");
pub(crate) const NOTIFY_PREVIEW: Key = Key::new("notify", "preview");
pub(crate) const NOTIFY_LINK: Key = Key::new("notify", "link");
pub(crate) const NOTIFY_PAGE: Key = Key::new("notify", "page");
pub(crate) const NOTIFY_QUIET_HOURS: Key = Key::new("notify", "quiet_hours");
pub(crate) const NOTIFY_ESCALATION: Key = Key::new("notify", "escalation");

pub(crate) const WEBHOOK_URL: Key = Key::new(WEBHOOKS, "url");
pub(crate) const WEBHOOK_SECRET: Key = Key::new(WEBHOOKS, "secret");
pub(crate) const WEBHOOK_EVENTS: Key = Key::new(WEBHOOKS, "events");

/// The table that there may be many of; it has no variables.
pub(crate) const WEBHOOKS: &str = "channels.webhook";

/// The keys of such a table.
static WEBHOOK_KEYS: &[Key] = &[WEBHOOK_URL, WEBHOOK_SECRET, WEBHOOK_EVENTS];

/// What is shown to nobody. A PEM may be the private half, by mistake; a URL may have a token in it; whom to alert is
/// theirs to tell.
static SECRETS: &[Key] = &[
    JWT_SECRET,
    JWT_PUBLIC_KEY,
    PROXY_SECRET,
    METRICS_TOKEN,
    WEBHOOK_URL,
    WEBHOOK_SECRET,
    WHATSAPP_ACCESS_TOKEN,
    WHATSAPP_APP_SECRET,
    WHATSAPP_VERIFY_TOKEN,
    WHATSAPP_ALERT_TO,
    TWILIO_AUTH_TOKEN,
    TELEGRAM_BOT_TOKEN,
    TELEGRAM_WEBHOOK_SECRET,
    SLACK_WEBHOOK_URL,
    TEAMS_WEBHOOK_URL,
    EMAIL_SMTP_URL,
    EMAIL_ALERT_TO,
];

/// All that there is one of.
pub(crate) static KEYS: &[Key] = &[
    ADDR,
    DATA,
    PREFIX,
    BASE_PATH,
    PUBLIC_URL,
    TRUSTED_PROXIES,
    CORS_ORIGINS,
    METRICS_TOKEN,
    PRIVATE_WEBHOOKS,
    JWT_SECRET,
    JWT_PUBLIC_KEY,
    JWKS_FILE,
    PROXY_SECRET,
    AUDIENCE,
    ISSUER,
    LEEWAY,
    ADMIN_CLAIMS,
    USER_CLAIM,
    NAME_CLAIM,
    EMAIL_CLAIM,
    ROLE_CLAIM,
    VISITOR_TTL,
    ENABLED_BY_DEFAULT,
    POLL_INTERVAL,
    RETENTION,
    MAX_CHARS,
    IDLE_TIMEOUT,
    START_WORDS,
    END_WORDS,
    GREETING,
    ACKNOWLEDGEMENT,
    CLOSING,
    RESOLVED,
    AGENT_PREFIX,
    MENU,
    CLOSE_AFTER,
    SENDS_PER_ACTOR,
    OPENS_PER_ACTOR,
    READS_PER_ACTOR,
    STREAMS_PER_ACTOR,
    VISITORS_PER_ADDRESS,
    TICKETS_PER_ADDRESS,
    WHATSAPP_PHONE_NUMBER_ID,
    WHATSAPP_ACCESS_TOKEN,
    WHATSAPP_APP_SECRET,
    WHATSAPP_VERIFY_TOKEN,
    WHATSAPP_TEMPLATE,
    WHATSAPP_TEMPLATE_LANGUAGE,
    WHATSAPP_TEMPLATE_UNNAMED,
    WHATSAPP_ALERT_TO,
    WHATSAPP_API_BASE,
    WHATSAPP_API_VERSION,
    TWILIO_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN,
    TWILIO_FROM,
    TWILIO_PUBLIC_URL,
    TWILIO_TEMPLATE,
    TWILIO_TEMPLATE_UNNAMED,
    TWILIO_API_BASE,
    TELEGRAM_BOT_TOKEN,
    TELEGRAM_WEBHOOK_SECRET,
    TELEGRAM_ALERT_CHAT_ID,
    TELEGRAM_TOPICS,
    TELEGRAM_API_BASE,
    FCM_SERVICE_ACCOUNT,
    FCM_API_BASE,
    SLACK_WEBHOOK_URL,
    TEAMS_WEBHOOK_URL,
    EMAIL_SMTP_URL,
    EMAIL_FROM,
    EMAIL_ALERT_TO,
    NOTIFY_DELAY,
    NOTIFY_PREVIEW,
    NOTIFY_LINK,
    NOTIFY_PAGE,
    NOTIFY_QUIET_HOURS,
    NOTIFY_ESCALATION,
];

/// The key with this name in this table.
pub(crate) fn find(section: &str, name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.section == section && key.name == name)
}

/// The key with this name in every table of the list.
pub(crate) fn find_in_list(name: &str) -> Option<&'static Key> {
    WEBHOOK_KEYS.iter().find(|key| key.name == name)
}

/// The key of this environment variable.
pub(crate) fn find_variable(variable: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.variable() == variable)
}

/// What the variables of a table begin with.
pub(crate) fn variables_of(section: &str) -> String {
    format!("CHATDESK_{}_", section.replace('.', "_").to_ascii_uppercase())
}

/// The tables of the file.
pub(crate) fn sections() -> Vec<&'static str> {
    let mut sections: Vec<_> = KEYS.iter().map(|key| key.section).collect();
    sections.dedup();
    sections
}

/// The names in one table.
pub(crate) fn names_in(section: &str) -> Vec<&'static str> {
    let keys = KEYS.iter().chain(WEBHOOK_KEYS);
    keys.filter(|key| key.section == section).map(|key| key.name).collect()
}
