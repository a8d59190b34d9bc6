use chatdesk_api::{MessagesAnswer, ProblemCode};
use chatdesk_tests::{Actor, Server, User};

struct Thread {
    _server: Server,
    user: User,
    session: String,
}

/// A session with so many messages, `1`, `2`, `3`…
async fn thread_of(n_messages: u64) -> Thread {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("1").await.id;
    for number in 2..=n_messages {
        user.write(&session, &number.to_string()).await;
    }
    Thread { _server: server, user, session }
}

impl Thread {
    async fn page(&self, query: &str) -> (Vec<u64>, bool) {
        let answer: MessagesAnswer = self.user.messages(&self.session, query).await.ok();
        assert_eq!(answer.last_seq, answer.session.last_seq);
        let ids = answer.messages.iter().map(|message| message.id).collect();
        (ids, answer.has_more)
    }
}

fn span(first: u64, last: u64) -> Vec<u64> {
    (first..=last).collect()
}

#[tokio::test]
async fn without_after_the_newest_page_comes_in_ascending_order() {
    let thread = thread_of(7).await;

    assert_eq!(thread.page("").await, (span(1, 7), false));
    assert_eq!(thread.page("?limit=3").await, (span(5, 7), true));
    assert_eq!(thread.page("?limit=7").await, (span(1, 7), false));
}

#[tokio::test]
async fn the_default_page_has_fifty_messages() {
    let thread = thread_of(53).await;

    assert_eq!(thread.page("").await, (span(4, 53), true));
    assert_eq!(thread.page("?limit=200").await, (span(1, 53), false));
    assert_eq!(thread.page("?after=0").await, (span(1, 50), true));
}

#[tokio::test]
async fn after_goes_forward_and_before_goes_back() {
    let thread = thread_of(7).await;

    assert_eq!(thread.page("?after=2&limit=3").await, (span(3, 5), true));
    assert_eq!(thread.page("?after=4&limit=3").await, (span(5, 7), false));
    assert_eq!(thread.page("?after=7").await, (vec![], false));
    assert_eq!(thread.page("?after=700").await, (vec![], false));
    assert_eq!(thread.page("?before=6&limit=2").await, (span(4, 5), true));
    assert_eq!(thread.page("?before=3&limit=2").await, (span(1, 2), false));
    assert_eq!(thread.page("?before=1").await, (vec![], false));
    assert_eq!(thread.page("?before=700&limit=2").await, (span(6, 7), true));
}

#[tokio::test]
async fn both_directions_at_once_are_refused() {
    let thread = thread_of(1).await;

    let answer = thread.user.messages(&thread.session, "?after=1&before=3").await;

    answer.refused(422, ProblemCode::InvalidRequest);
}

#[tokio::test]
async fn a_session_without_messages_has_an_empty_page() {
    let server = Server::start().await;
    let user = server.user("42");
    let opened = user.post("/chat/sessions", serde_json::json!({})).await.expect(201).json();

    let page: MessagesAnswer = user.messages(opened["id"].as_str().unwrap(), "").await.ok();

    assert_eq!((page.messages, page.last_seq, page.has_more), (vec![], 0, false));
    assert_eq!((page.read.sides().user, page.read.sides().admin), (0, 0));
}
