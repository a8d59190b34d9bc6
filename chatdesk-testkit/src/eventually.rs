//! Waiting for what comes a little later.

use std::time::Duration;

/// Asks until the answer is `Some`, for five seconds at most.
///
/// For what is promised soon but not at once: a search that lags, a stream that is woken. The pause between two looks is
/// in here, so that tests hold none.
#[track_caller]
pub fn eventually<T>(
    what: &'static str,
    mut ask: impl AsyncFnMut() -> Option<T>,
) -> impl Future<Output = T> {
    let caller = std::panic::Location::caller();
    async move {
        for _ in 0..500 {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{caller}: not within five seconds: {what}")
    }
}
