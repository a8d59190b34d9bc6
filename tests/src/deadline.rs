use std::future::Future;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long a condition may take to come true before a test gives up.
pub const BOUND: Duration = Duration::from_secs(5);

/// A moment at which a test stops waiting.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    started: Instant,
    bound: Duration,
}

impl Deadline {
    /// Starts to count now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a test waits in real time for a real process")]
    pub fn within(bound: Duration) -> Self {
        Self { started: Instant::now(), bound }
    }

    /// What is left; zero when it has passed.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.bound.saturating_sub(self.started.elapsed())
    }

    /// Whether it has passed.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.left().is_zero()
    }

    /// How long it has been running.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// Asks again and again until there is an answer, and fails after [`BOUND`], naming what was awaited.
pub async fn eventually<T, F>(what: &str, ask: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    eventually_within(BOUND, what, ask).await
}

/// As [`eventually`], with a bound of its own.
pub async fn eventually_within<T, F>(bound: Duration, what: &str, mut ask: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let deadline = Deadline::within(bound);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(!deadline.has_passed(), "within {bound:?} this did not come true: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The pause between two looks at a process, for who waits without a runtime.
pub(crate) fn pause() {
    std::thread::sleep(Duration::from_millis(2));
}

/// Seconds since 1970, for the claims of a token.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the server under test reads the system's clock")]
pub fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set after 1970");
    i64::try_from(since.as_secs()).expect("the year fits")
}
