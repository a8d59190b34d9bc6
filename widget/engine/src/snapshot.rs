/// What outlives a reload: texts that somebody typed and the server does not have yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Whose texts these are.
    pub who: Option<String>,
    /// Drafts by session; what belongs to none yet stands under the empty key, what opens another one
    /// under `+`.
    pub drafts: Vec<(String, String)>,
    /// What was sent and is not acknowledged, oldest first.
    pub unsent: Vec<StoredUnsent>,
}

/// One unsent text as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUnsent {
    /// Kept for every retry.
    pub client_id: String,
    /// The session that it is meant for; nothing when it opens one.
    pub session: Option<String>,
    /// Whether it opens a session of its own, beside those that are open.
    pub another: bool,
    /// The text.
    pub content: String,
    /// When it was typed, in milliseconds since the epoch.
    pub typed_ms: u64,
    /// Whether the server refused it, so that somebody has to decide.
    pub failed: bool,
}
