//! A clock that only tests move.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use chatdesk_core::{Clock, Timestamp};
use chatdesk_testkit::{ManualClock, given::NOW};
use tokio::task::JoinHandle;

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

/// Somebody who sleeps until so many seconds from now, and has fallen asleep.
async fn sleeper(clock: &ManualClock, secs: u32) -> JoinHandle<()> {
    let (clock, at) = (clock.clone(), NOW.plus(SECOND * secs));
    let sleeper = tokio::spawn(async move { clock.sleep_until(at).await });
    settled().await;
    assert!(!sleeper.is_finished());
    sleeper
}

/// Everybody who was woken has had their turn: here one thread runs all, one after another.
async fn settled() {
    for _ in 0..8 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn of_several_sleepers_those_wake_whose_instant_is_reached() {
    let clock = ManualClock::new(NOW);
    let sleepers = [sleeper(&clock, 3).await, sleeper(&clock, 1).await, sleeper(&clock, 2).await];
    for (step, expected) in
        [(1, [false, true, false]), (1, [false, true, true]), (60, [true, true, true])]
    {
        clock.advance(SECOND * step);
        settled().await;
        assert_eq!(sleepers.each_ref().map(JoinHandle::is_finished), expected);
    }
}

#[tokio::test]
async fn many_sleepers_of_one_instant_all_wake() {
    let clock = ManualClock::new(NOW);
    let mut sleepers = Vec::new();
    for _ in 0..100 {
        sleepers.push(sleeper(&clock, 1).await);
    }
    clock.advance(SECOND);
    for sleeper in sleepers {
        sleeper.await.unwrap();
    }
}

#[tokio::test]
async fn a_jump_back_wakes_nobody_and_makes_the_wait_longer() {
    let clock = ManualClock::new(NOW);
    let sleeper = sleeper(&clock, 2).await;
    clock.set(NOW.minus(SECOND * 10));
    clock.advance(SECOND * 11);
    settled().await;
    assert!(!sleeper.is_finished());
    assert!(is_reached(&clock, NOW.plus(SECOND)) && !is_reached(&clock, NOW.plus(SECOND * 2)));

    clock.advance(SECOND);

    sleeper.await.unwrap();
}

#[tokio::test]
async fn whoever_no_longer_sleeps_is_forgotten() {
    let clock = ManualClock::new(NOW);
    let (gone, stays) = (sleeper(&clock, 1).await, sleeper(&clock, 1).await);
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());

    clock.advance(SECOND);

    stays.await.unwrap();
}
