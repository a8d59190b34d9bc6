use chatdesk_core::Signal;
use futures_util::FutureExt as _;

use crate::stage::Stage;

#[tokio::test]
async fn a_stream_ends_when_the_worker_stops() {
    let mut stage = Stage::live().await;
    let (mut idle, mut stranger) =
        (stage.agent("7").listens().await, stage.visitor(1).listens().await);
    stage.visitor(2).writes_first("hello").await;
    assert_eq!(idle.hears().await, "message 1 of the customer: hello");
    let (mut idle, mut stranger) = (Box::pin(idle.signal()), Box::pin(stranger.signal()));
    assert!(idle.as_mut().now_or_never().is_none());
    assert!(stranger.as_mut().now_or_never().is_none());

    stage.stop().await;

    assert!(matches!(idle.await, Signal::Closed));
    assert!(matches!(stranger.await, Signal::Closed));
}

#[tokio::test]
async fn a_stream_that_begins_before_the_worker_waits_for_it() {
    let mut stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let mut ears = vec![ann.listens().await, alex.listens().await];
    ann.writes_first("early").await;
    for ear in &mut ears {
        assert!(ear.signal().now_or_never().is_none());
    }

    stage.start().await;

    for ear in &mut ears {
        ear.hears_until("early").await;
    }
}

#[tokio::test]
async fn the_worker_stops_when_its_host_says_so() {
    let stage = Stage::new().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let desk = stage.desk.clone();
    let worker = tokio::spawn(async move { desk.run(stopped.map(drop)).await });
    let agent = stage.agent("7");
    let ready = async || stage.desk.ready().await.ok();
    chatdesk_testkit::eventually("the worker runs", ready).await;
    let mut ear = agent.listens().await;

    stop.send(()).unwrap();

    worker.await.unwrap();
    assert_eq!(ear.hears().await, "closed");
}

#[tokio::test]
async fn what_was_committed_while_no_worker_ran_is_told_when_one_runs_again() {
    let mut stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("one").await;
    let mut ear = alex.listens().await;
    stage.stop().await;
    ann.says(session, "two").await;
    assert_eq!(ear.hears().await, "closed");
    stage.start().await;

    let mut ear = alex.listens_after(Some(&ear.cursor())).await;

    assert_eq!(ear.hears().await, "message 2 of the customer: two");
}

#[tokio::test]
async fn a_stream_that_is_dropped_while_it_waits_loses_nothing_and_leaves_nothing() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("one").await;
    let mut ears = vec![ann.listens().await, alex.listens().await];
    ears.push(stage.visitor(1).listens().await);
    let n_open = stage.desk.n_streams();
    for ear in &mut ears {
        assert!(ear.signal().now_or_never().is_none());
    }
    ann.says(session, "two").await;
    assert_eq!(ears[0].hears().await, "message 2 of the customer: two");
    assert_eq!(ears[1].hears().await, "message 2 of the customer: two");
    drop(ears);

    assert_eq!((n_open, stage.desk.n_streams()), (3, 0));
}

/// A stranger listens for everybody who becomes known, until it is them.
#[tokio::test]
async fn a_stranger_who_became_known_leaves_nothing_behind_either() {
    let stage = Stage::live().await;
    let vera = stage.visitor(1);
    let mut ear = vera.listens().await;
    vera.writes_first("hello").await;
    ear.hears_until("hello").await;
    let n_open = stage.desk.n_streams();
    drop(ear);

    assert_eq!((n_open, stage.desk.n_streams()), (1, 0));
}

#[tokio::test]
async fn a_stream_that_never_came_about_leaves_nothing_behind() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    ann.writes_first("one").await;
    for _ in 0..3 {
        drop(ann.desk.listen(&ann.actor, None).now_or_never());
    }

    assert_eq!(stage.desk.n_streams(), 0);
}
