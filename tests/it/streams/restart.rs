use chatdesk_tests::{Actor, Resume, Server};

use super::fold::{contents, places};

#[tokio::test]
async fn a_stream_resumes_across_a_restart_without_loss_or_repetition() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let mut users = user.stream(&Resume::now()).await;
    let mut desk = agent.stream(&Resume::now()).await;
    agent.write(&session, "two").await;
    agent.write(&session, "three").await;
    // Each reader saw the next message and was away for the one after it.
    let (users, desk) = (users.until_message("two").await, desk.until_message("two").await);
    let users = Resume::after(&users.last().unwrap().id);
    let desk = Resume::last_event_id(&desk.last().unwrap().id);

    let server = server.kill_and_restart().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    user.write(&session, "four").await;
    let mut users = user.stream(&users).await;
    let mut desk = agent.stream(&desk).await;
    agent.write(&session, "five").await;

    for stream in [&mut users, &mut desk] {
        let events = stream.until_message("five").await;
        assert_eq!(contents(&events), ["three", "four", "five"]);
        let positions: Vec<_> = places(&events).into_iter().map(|(_, id)| id).collect();
        assert_eq!(positions, [3, 4, 5]);
    }
}

#[tokio::test]
async fn a_killed_server_ends_its_streams() {
    let server = Server::start().await;
    let mut stream = server.user("42").stream(&Resume::now()).await;

    let _folder = server.kill();

    assert_eq!(stream.rest().await, []);
}
