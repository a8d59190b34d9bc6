//! A reader who was away for too long is told so, and one who was not is told everything.

use chatdesk_api::{ResetReason, StreamEvent};
use chatdesk_tests::{Actor, EventStream, Resume, Server, User};
use futures_util::StreamExt as _;

use super::fold::contents;

/// So many messages, sixteen at a time.
async fn write_many(user: &User, session: &str, n_messages: usize) {
    futures_util::stream::iter(0..n_messages)
        .for_each_concurrent(16, |_| async move {
            user.write(session, "missed").await;
        })
        .await;
}

/// Right after `hello` the reader is told to begin anew, and hears what happens from then on.
async fn assert_told_to_begin_anew(stream: &mut EventStream, user: &User, session: &str) {
    let event = stream.next().await;
    let StreamEvent::Reset(reset) = &event.event else { panic!("{event:?}") };
    assert_eq!((reset.reason, &reset.cursor), (ResetReason::TooFar, &event.id));
    user.write(session, "live").await;
    assert_eq!(contents(&stream.until_message("live").await), ["live"]);
}

#[tokio::test]
async fn a_customer_who_missed_a_hundred_is_told_all_and_one_who_missed_more_begins_anew() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("first").await.id;
    let cursor = user.stream(&Resume::now()).await.hello().cursor.clone();

    write_many(&user, &session, 100).await;
    user.write(&session, "last").await;
    let mut near = user.stream(&Resume::after(&cursor)).await;
    assert_eq!(contents(&near.until_message("last").await).len(), 101);

    write_many(&user, &session, 150).await;
    let mut far = user.stream(&Resume::after(&cursor)).await;
    assert_told_to_begin_anew(&mut far, &user, &session).await;
}

#[tokio::test]
async fn the_desk_that_missed_hundreds_is_told_all_and_one_that_missed_more_begins_anew() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("first").await.id;
    let cursor = agent.stream(&Resume::now()).await.hello().cursor.clone();

    write_many(&user, &session, 600).await;
    user.write(&session, "last").await;
    let mut near = agent.stream(&Resume::after(&cursor)).await;
    assert_eq!(contents(&near.until_message("last").await).len(), 601);

    write_many(&user, &session, 600).await;
    let mut far = agent.stream(&Resume::after(&cursor)).await;
    assert_told_to_begin_anew(&mut far, &user, &session).await;
}
