use chatdesk_api::{Session, SessionsAnswer};
use chatdesk_tests::{Actor, Server};
use futures_util::future::join_all;
use serde_json::json;

use crate::view;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_first_messages_at_once_make_one_session_with_both() {
    let server = Server::start().await;

    for _ in 0..25 {
        let visitor = server.visitor().await;
        let tab = |text: &'static str| {
            visitor.post("/chat/sessions", json!({"message": text, "client_id": text}))
        };

        let (one, two) = tokio::join!(tab("from-one"), tab("from-two"));

        let mut statuses = [one.code(), two.code()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 201], "one tab opens, the other finds");
        assert_eq!(one.typed::<Session>().id, two.typed::<Session>().id);
        let sessions = visitor.get("/chat/sessions").await.ok::<SessionsAnswer>().sessions;
        assert_eq!(sessions.len(), 1);
        let thread = view::thread(&visitor, &sessions[0].id).await;
        let mut texts: Vec<_> = thread.iter().map(|message| message.content.as_str()).collect();
        texts.sort_unstable();
        assert_eq!(texts, ["from-one", "from-two"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_tabs_at_once_after_the_end_make_one_session_with_all_their_messages() {
    let server = Server::start().await;
    let user = server.user("42");

    for _ in 0..25 {
        let tab = |text| user.post("/chat/sessions", json!({"message": text}));
        let answers = join_all(["one", "two", "three", "four"].map(tab)).await;

        let created: Vec<_> = answers.iter().filter(|answer| answer.code() == 201).collect();
        assert_eq!(created.len(), 1, "one tab opens, the others find");
        let session: Session = created[0].typed();
        assert!(answers.iter().all(|answer| answer.typed::<Session>().id == session.id));
        assert_eq!(view::thread(&user, &session.id).await.len(), 4);
        user.end(&session.id).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_openings_at_once_by_many_users_do_not_mix() {
    let server = Server::start().await;
    let users: Vec<_> = (0..8).map(|number| server.user(&format!("u{number}"))).collect();

    let opening = users.iter().flat_map(|user| {
        (0..4).map(move |_| user.post("/chat/sessions", json!({"message": user.id()})))
    });
    join_all(opening).await;

    let sessions = view::desk_sessions(&server.agent("a")).await;
    assert_eq!(sessions.len(), 8);
    for session in sessions {
        let thread = view::thread(&server.agent("a"), &session.id).await;
        assert_eq!(thread.len(), 4);
        assert!(thread.iter().all(|message| message.content == session.user.id));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_opening_many_times_at_once_makes_one_session_and_one_message() {
    let server = Server::start().await;
    let user = server.user("42");

    for round in 0..5 {
        let body = json!({"message": "x", "client_id": format!("c{round}"), "another": true});
        let asked = (0..16).map(|_| user.post("/chat/sessions", body.clone()));
        let answers = join_all(asked).await;

        let created: Vec<_> = answers.iter().filter(|answer| answer.code() == 201).collect();
        assert_eq!(created.len(), 1);
        let opened: Session = created[0].typed();
        assert!(answers.iter().all(|answer| answer.typed::<Session>().id == opened.id));
        assert_eq!(view::thread(&user, &opened.id).await.len(), 1);
    }
    let sessions = user.get("/chat/sessions").await.ok::<SessionsAnswer>().sessions;
    assert_eq!(sessions.len(), 5);
}
