//! Bodies that take too long to arrive.

use std::{sync::Arc, time::Duration};

use axum::body::{Body, BodyDataStream, Bytes};
use chatdesk_core::{BoxError, Clock, Timestamp};
use futures_util::{FutureExt as _, StreamExt as _, stream};

/// The body did not arrive in time.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
pub(crate) struct TooLate;

/// The same body, which ends with [`TooLate`] where it takes longer.
pub(super) fn hurry(body: Body, clock: Arc<dyn Clock>, within: Duration) -> Body {
    let until = clock.now().plus(within);
    let awaited = Awaited { body: body.into_data_stream(), clock, until };
    Body::from_stream(stream::unfold(Some(awaited), async |awaited| {
        let mut awaited = awaited?;
        let piece = awaited.next().await?;
        let rest = piece.is_ok().then_some(awaited);
        Some((piece, rest))
    }))
}

struct Awaited {
    body: BodyDataStream,
    clock: Arc<dyn Clock>,
    until: Timestamp,
}

impl Awaited {
    async fn next(&mut self) -> Option<Result<Bytes, BoxError>> {
        // Mostly it is here already, and no clock has to be asked.
        let next = if let Some(next) = self.body.next().now_or_never() {
            next
        } else {
            tokio::select! {
                next = self.body.next() => next,
                () = self.clock.sleep_until(self.until) => return Some(Err(TooLate.into())),
            }
        };
        next.map(|piece| piece.map_err(Into::into))
    }
}
