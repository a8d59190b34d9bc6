//! A clock that only tests move.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use chatdesk_core::{Clock, Timestamp};
use chatdesk_testkit::{ManualClock, given::NOW};

const SECOND: Duration = Duration::from_secs(1);

/// Whether somebody who waits for `at` may go on at once.
fn is_reached(clock: &ManualClock, at: Timestamp) -> bool {
    let sleep = pin!(clock.sleep_until(at));
    sleep.poll(&mut Context::from_waker(Waker::noop())) == Poll::Ready(())
}

#[test]
fn it_stands_still_until_it_is_moved() {
    let clock = ManualClock::new(NOW);
    assert_eq!(clock.now(), NOW);
    clock.advance(SECOND);
    assert_eq!(clock.now(), NOW.plus(SECOND));
    clock.set(NOW);
    assert_eq!(clock.now(), NOW);
}

#[test]
fn clones_show_the_same_time() {
    let clock = ManualClock::default();
    let clone = clock.clone();
    clock.advance(SECOND);
    assert_eq!(clone.now(), clock.now());
}

#[test]
fn what_is_reached_is_not_waited_for() {
    let clock = ManualClock::new(NOW);
    assert!(is_reached(&clock, NOW));
    assert!(is_reached(&clock, NOW.minus(SECOND)));
    assert!(!is_reached(&clock, NOW.plus(SECOND)));
}

#[tokio::test]
async fn sleepers_wake_when_their_instant_is_reached() {
    let clock = ManualClock::new(NOW);
    let at = NOW.plus(SECOND * 2);
    let sleeper = tokio::spawn({
        let clock = clock.clone();
        async move { clock.sleep_until(at).await }
    });
    tokio::task::yield_now().await;
    clock.advance(SECOND);
    tokio::task::yield_now().await;
    assert!(!sleeper.is_finished());

    clock.advance(SECOND);

    sleeper.await.unwrap();
}

#[tokio::test]
async fn a_jump_wakes_as_well() {
    let clock = ManualClock::new(NOW);
    let at = NOW.plus(SECOND);
    let (slept, ()) = tokio::join!(clock.sleep_until(at), async { clock.set(at) });
    assert_eq!((slept, clock.now()), ((), at));
}
