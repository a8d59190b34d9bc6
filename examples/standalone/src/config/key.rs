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
        format!("CHATDESK_{}_{}", self.section, self.name).to_ascii_uppercase()
    }

    /// Whether messages may show what somebody wrote there.
    pub(crate) fn is_secret(&self) -> bool {
        *self == JWT_SECRET
    }
}

pub(crate) const ADDR: Key = Key::new("server", "addr");
pub(crate) const DATA: Key = Key::new("server", "data");
pub(crate) const PREFIX: Key = Key::new("server", "prefix");
pub(crate) const BASE_PATH: Key = Key::new("server", "base_path");
pub(crate) const PUBLIC_URL: Key = Key::new("server", "public_url");
pub(crate) const JWT_SECRET: Key = Key::new("auth", "jwt_secret");
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

/// All of them.
pub(crate) static KEYS: [Key; 19] = [
    ADDR,
    DATA,
    PREFIX,
    BASE_PATH,
    PUBLIC_URL,
    JWT_SECRET,
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
];

/// The key with this name in this table.
pub(crate) fn find(section: &str, name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.section == section && key.name == name)
}

/// The key of this environment variable.
pub(crate) fn find_variable(variable: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.variable() == variable)
}

/// The tables of the file.
pub(crate) fn sections() -> Vec<&'static str> {
    let mut sections: Vec<_> = KEYS.iter().map(|key| key.section).collect();
    sections.dedup();
    sections
}

/// The names in one table.
pub(crate) fn names_in(section: &str) -> Vec<&'static str> {
    KEYS.iter().filter(|key| key.section == section).map(|key| key.name).collect()
}
