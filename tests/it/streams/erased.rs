//! What streams tell of somebody who was erased.

use chatdesk_api::StreamEvent;
use chatdesk_tests::{Actor, Admin, EventStream, Resume, Server, User};

use super::fold::contents;

async fn erase(admin: &Admin, user: &str) {
    admin.delete(&format!("/admin/user/{user}")).await.expect(202);
}

/// The next that the stream tells is that this person was erased.
async fn assert_erased(stream: &mut EventStream, user: &str) {
    let event = stream.next().await;
    let StreamEvent::Erased(erased) = &event.event else { panic!("{event:?}") };
    assert_eq!(erased.user_id, user);
}

/// Right after `hello` the reader is told to begin anew, and goes on from there.
async fn assert_begins_anew(stream: &mut EventStream, user: &User) {
    let event = stream.next().await;
    let StreamEvent::Reset(reset) = &event.event else { panic!("{event:?}") };
    assert_eq!(reset.cursor, event.id);
    user.open("from now on").await;
    let events = stream.until_message("from now on").await;
    assert_eq!(contents(&events), ["from now on"]);
}

#[tokio::test]
async fn an_erasure_is_told_to_the_person_and_the_desk_and_to_nobody_else() {
    let server = Server::start().await;
    let (user, other) = (server.user("42"), server.user("43"));
    let (admin, agent) = (server.admin("root"), server.agent("a"));
    user.open("a secret").await;
    let others = other.open("nothing to see").await.id;
    let mut tabs = [user.stream(&Resume::now()).await, user.stream(&Resume::now()).await];
    let mut desks = [admin.stream(&Resume::now()).await, agent.stream(&Resume::now()).await];
    let mut elsewhere = other.stream(&Resume::now()).await;

    erase(&admin, "42").await;
    agent.write(&others, "still there").await;

    for stream in tabs.iter_mut().chain(&mut desks) {
        assert_erased(stream, "42").await;
    }
    let first = elsewhere.next().await;
    assert!(
        matches!(&first.event, StreamEvent::Message(it) if it.message.content == "still there"),
        "{first:?}"
    );
}

#[tokio::test]
async fn the_streams_go_on_with_whoever_they_are_from_then_on() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    user.open("a secret").await;
    let mut users = user.stream(&Resume::now()).await;
    let mut desk = admin.stream(&Resume::now()).await;

    erase(&admin, "42").await;
    let session = user.open("here again").await.id;
    admin.write(&session, "welcome").await;

    for stream in [&mut users, &mut desk] {
        assert_erased(stream, "42").await;
        assert_eq!(contents(&stream.until_message("welcome").await), ["here again", "welcome"]);
    }
}

#[tokio::test]
async fn a_visitor_is_named_as_the_desk_sees_them() {
    let server = Server::start().await;
    let (visitor, admin) = (server.visitor().await, server.admin("root"));
    visitor.open("a secret").await;
    let mut visitors = visitor.stream(&Resume::now()).await;
    let mut desk = admin.stream(&Resume::now()).await;

    erase(&admin, &visitor.id().replace(':', "%3A")).await;

    assert_erased(&mut visitors, visitor.id()).await;
    assert_erased(&mut desk, visitor.id()).await;
}

#[tokio::test]
async fn a_person_who_was_away_begins_anew() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    user.open("a secret").await;
    let streamed = user.stream(&Resume::now()).await.hello().cursor.clone();
    let status = user.get("/chat/status").await.expect(200).json();
    let snapshot = status["cursor"].as_str().unwrap();

    erase(&admin, "42").await;

    for cursor in [&streamed, snapshot] {
        let mut stream = user.stream(&Resume::after(cursor)).await;
        assert_begins_anew(&mut stream, &user).await;
        erase(&admin, "42").await;
    }
}

#[tokio::test]
async fn a_person_who_came_back_elsewhere_begins_anew_all_the_same() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    user.open("a secret").await;
    let cursor = user.stream(&Resume::now()).await.hello().cursor.clone();

    erase(&admin, "42").await;
    user.open("here again").await;

    let mut stream = user.stream(&Resume::last_event_id(&cursor)).await;
    let event = stream.next().await;
    assert!(matches!(event.event, StreamEvent::Reset(_)), "{event:?}");
}

#[tokio::test]
async fn a_desk_that_was_away_is_told_whom_to_forget() {
    let server = Server::start().await;
    let (user, admin, agent) = (server.user("42"), server.admin("root"), server.agent("a"));
    user.open("a secret").await;
    let cursor = agent.stream(&Resume::now()).await.hello().cursor.clone();

    erase(&admin, "42").await;

    let mut stream = agent.stream(&Resume::after(&cursor)).await;
    assert_erased(&mut stream, "42").await;
}

#[tokio::test]
async fn a_desk_begins_anew_where_nobody_knows_any_more_who_was_erased() {
    let server = Server::start().await;
    let admin = server.admin("root");
    server.user("42").open("a secret").await;
    let cursor = admin.stream(&Resume::now()).await.hello().cursor.clone();
    erase(&admin, "42").await;

    // The name was in the memory of the process that is gone, and nowhere else.
    let server = server.kill_and_restart().await;

    let mut stream = server.agent("a").stream(&Resume::after(&cursor)).await;
    assert_begins_anew(&mut stream, &server.user("43")).await;
}
