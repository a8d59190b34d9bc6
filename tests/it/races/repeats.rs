use chatdesk_api::Message;
use chatdesk_tests::{Actor, Resume, Server};
use futures_util::future::join_all;
use serde_json::json;

use crate::view;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_repeats_at_once_store_one_message_and_all_answer_with_it() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("first").await.id;
    let mut desk = agent.stream(&Resume::now()).await;

    for round in 0..10 {
        let client_id = format!("c{round}");
        let asked = (0..16).map(|copy| {
            let body = json!({"content": format!("copy {copy}"), "client_id": client_id});
            user.post_message(&session, body)
        });
        let answers = join_all(asked).await;

        let created: Vec<_> = answers.iter().filter(|answer| answer.code() == 201).collect();
        assert_eq!(created.len(), 1, "one is new");
        let stored: Message = created[0].typed();
        for answer in answers.iter().filter(|answer| answer.code() != 201) {
            assert_eq!(answer.ok::<Message>(), stored);
        }
    }
    user.write(&session, "last").await;

    let thread = view::thread(&agent, &session).await;
    assert_eq!(thread.len(), 12);
    assert_eq!(desk.until_message("last").await.len(), 11, "each was told once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_sides_at_once_get_positions_without_gaps() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("first").await.id;

    let customers = join_all((0..40).map(|_| user.write(&session, "from the customer")));
    let desks = join_all((0..40).map(|_| agent.write(&session, "from the desk")));
    let (customers, desks) = tokio::join!(customers, desks);

    let mut given: Vec<_> = customers.iter().chain(&desks).map(|message| message.id).collect();
    given.sort_unstable();
    assert_eq!(given, (2..=81).collect::<Vec<_>>());
    let stored: Vec<_> = view::thread(&user, &session).await.iter().map(|it| it.id).collect();
    assert_eq!(stored, (1..=81).collect::<Vec<_>>());
}
