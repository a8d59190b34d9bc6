//! `POST /chat/identify`: a visitor who logs in keeps what was said, as the user who they are.

use chatdesk_api::{
    AdminUsers, Message, MessagesAnswer, ProblemCode, SenderType, SessionKind, SessionsAnswer,
    Status, StreamEvent, ToggleHistory,
};
use chatdesk_tests::{
    Actor, Answer, Jwt, Resume, Server, User, Visitor, ticket_token, unix_now, visitor_token,
};
use http::Method;
use serde_json::json;

use crate::view;

async fn identify(user: &impl Actor, visitor: &impl Actor) -> Answer {
    user.post("/chat/identify", json!({"visitor_token": visitor.token()})).await
}

async fn sessions(owner: &impl Actor) -> Vec<String> {
    let answer: SessionsAnswer = owner.get("/chat/sessions").await.ok();
    answer.sessions.into_iter().map(|session| session.id).collect()
}

#[tokio::test]
async fn the_visitors_sessions_become_the_users_with_all_that_was_said() {
    let server = Server::start().await;
    let (visitor, user, agent) = (server.visitor().await, server.user("42"), server.agent("a"));
    let first = visitor.open("one").await.id;
    agent.write(&first, "two").await;
    agent.write(&first, "three").await;
    visitor.mark_read(&first, 2).await.expect(200);
    let ended = visitor.open("over").await.id;
    visitor.end(&ended).await.expect(200);
    let own = user.open("mine").await.id;

    let answer: SessionsAnswer = identify(&user, &visitor).await.ok();

    let ids: Vec<_> = answer.sessions.iter().map(|session| session.id.as_str()).collect();
    assert_eq!(ids, [own.as_str(), ended.as_str(), first.as_str()]);
    assert!(answer.sessions.iter().all(|session| session.user.id == "42"));
    assert!(answer.sessions.iter().all(|session| session.kind == SessionKind::Support));
    let thread = view::thread(&user, &first).await;
    let said: Vec<_> =
        thread.iter().map(|message| (message.sender_type, message.content.as_str())).collect();
    let (visitors, desks) = (SenderType::Visitor, SenderType::Admin);
    assert_eq!(said, [(visitors, "one"), (desks, "two"), (desks, "three")]);
    assert_eq!(user.get("/chat/status").await.ok::<Status>().unread_count, 1);
    assert_eq!(view::read(&user, &first, 3).await, 0);
    assert_eq!(user.get("/chat/status").await.ok::<Status>().unread_count, 0);
    // Both may go on.
    agent.write(&first, "four").await;
    user.write(&first, "five").await;
    assert_eq!(user.get("/chat/status").await.ok::<Status>().unread_count, 1);
}

#[tokio::test]
async fn the_visitor_has_nothing_left_and_is_somebody_new() {
    let server = Server::start().await;
    let (visitor, user, agent) = (server.visitor().await, server.user("42"), server.agent("a"));
    let session = visitor.open("one").await.id;
    identify(&user, &visitor).await.expect(200);

    visitor.messages(&session, "").await.refused(404, ProblemCode::NotFound);
    visitor
        .post_message(&session, json!({"content": "x"}))
        .await
        .refused(404, ProblemCode::NotFound);
    assert_eq!(sessions(&visitor).await, Vec::<String>::new());
    let users: AdminUsers = agent.get("/admin/users").await.ok();
    let ids: Vec<_> = users.users.iter().map(|user| user.user_id.as_str()).collect();
    assert_eq!((ids, users.total), (vec!["42"], 1));
    assert!(users.users[0].last_seen_at.is_some(), "they wrote, as a visitor");
    let again = visitor.open("two").await.id;
    assert_eq!(sessions(&visitor).await, std::slice::from_ref(&again));
    // Once more, what is new goes as well.
    let answer: SessionsAnswer = identify(&user, &visitor).await.ok();
    assert_eq!(answer.sessions.len(), 2);
    assert_eq!(sessions(&user).await, [again, session]);
}

#[tokio::test]
async fn to_identify_again_or_a_visitor_who_never_wrote_changes_nothing() {
    let server = Server::start().await;
    let (silent, visitor) = (server.visitor().await, server.visitor().await);
    let (user, admin) = (server.user("42"), server.admin("root"));
    identify(&user, &silent).await.expect(200);
    assert_eq!(view::desk_users(&admin).await.total, 0);
    visitor.open("one").await;
    identify(&user, &visitor).await.expect(200);
    let before = view::everything(&admin).await;

    for visitor in [&silent, &visitor] {
        identify(&user, visitor).await.expect(200);
    }

    assert_eq!(view::everything(&admin).await, before);
}

#[tokio::test]
async fn a_token_that_does_not_count_is_refused_by_name() {
    let server = Server::start().await;
    let (visitor, user, other) = (server.visitor().await, server.user("42"), server.user("43"));
    visitor.open("one").await;
    let mut altered = visitor.token().to_owned();
    altered.pop();

    for token in
        [json!(""), json!("x"), json!(altered), json!(other.token()), json!(7), json!(null)]
    {
        let answer = user.post("/chat/identify", json!({"visitor_token": token})).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, "/visitor_token", "{answer}");
        assert!(!problem.detail.contains(&altered));
    }
    identify(&visitor, &visitor).await.refused(403, ProblemCode::Forbidden);
    identify(&server.admin("root"), &visitor).await.refused(403, ProblemCode::Forbidden);
    assert_eq!(sessions(&user).await, Vec::<String>::new());
}

#[tokio::test]
async fn without_both_proofs_nothing_moves() {
    let server = Server::start().await;
    let (admin, user) = (server.admin("root"), server.user("42"));
    let visitor = server.visitor().await;
    visitor.open("the visitor's").await;
    user.open("the user's").await;
    let good = json!({"visitor_token": visitor.token()});
    let before = view::everything(&admin).await;

    // The login is missing, false, or one that has no conversations.
    server.anonymous().post("/chat/identify", good.clone()).await.expect(401);
    for (token, status) in [
        (Jwt::of("42").secret(&"x".repeat(40)).sign(), 401),
        (Jwt::of("42").claim("exp", unix_now() - 1).sign(), 401),
        (Jwt::of("42").unsigned(), 401),
        (Jwt::of("42").claim("role", "agent").sign(), 403),
        (Jwt::of("42").claim("role", "host").sign(), 403),
        (visitor.token().to_owned(), 403),
        (ticket_token(server.folder(), 1), 403),
    ] {
        let asking = User::with_token(server.api(), "42", &token);
        asking.post("/chat/identify", good.clone()).await.expect(status);
    }
    // The visitor's token is missing, somebody's name, another kind of token, or of another server.
    let elsewhere = Server::start().await.visitor().await;
    let (mut cut, other) = (visitor.token().to_owned(), server.user("43"));
    let _last = cut.pop();
    for proof in [visitor.id(), &cut, other.token(), user.token(), elsewhere.token(), "cdv_"] {
        let answer = user.post("/chat/identify", json!({"visitor_token": proof})).await;
        answer.refused(422, ProblemCode::InvalidRequest);
    }
    user.post("/chat/identify", json!({})).await.refused(422, ProblemCode::InvalidRequest);
    // It has run out; a good one is made the same way.
    let until = |time: i64| {
        let id = visitor.id().trim_start_matches("visitor:");
        Visitor::with_token(server.api(), id, &visitor_token(server.folder(), id, time))
    };
    identify(&user, &until(unix_now() - 1)).await.refused(422, ProblemCode::InvalidRequest);

    assert_eq!(view::everything(&admin).await, before);
    identify(&user, &until(unix_now() + 60)).await.expect(200);
    assert_eq!(sessions(&user).await.len(), 2);
}

#[tokio::test]
async fn a_visitor_who_was_put_out_proves_nothing() {
    let server = Server::start().await;
    let (admin, visitor) = (server.admin("root"), server.visitor().await);
    visitor.open("one").await;
    let path = format!("/admin/user/{}/revoke", visitor.id());
    admin.send(admin.request(Method::POST, &path)).await.expect(204);

    identify(&server.user("42"), &visitor).await.refused(422, ProblemCode::InvalidRequest);

    assert_eq!(sessions(&server.user("42")).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_token_that_gave_its_conversations_to_one_user_gives_them_to_nobody_else() {
    let server = Server::start().await;
    let (visitor, ada, ben) = (server.visitor().await, server.user("ada"), server.user("ben"));
    let session = visitor.open("one").await.id;
    identify(&ada, &visitor).await.expect(200);

    identify(&ben, &visitor).await.expect(200);

    assert_eq!(sessions(&ben).await, Vec::<String>::new());
    assert_eq!(sessions(&ada).await, [session]);
}

#[tokio::test]
async fn whoever_was_switched_off_on_either_side_is_off() {
    let server = Server::start().await;
    let admin = server.admin("root");
    for (number, (visitor_on, user_on)) in
        [(true, true), (false, true), (true, false), (false, false)].into_iter().enumerate()
    {
        let id = format!("user-{number}");
        let (visitor, user) = (server.visitor().await, server.user(&id));
        let session = visitor.open("one").await.id;
        if !visitor_on {
            let visitor = visitor.id().replace(':', "%3A");
            admin.switch(&visitor, json!(false)).await.expect(200);
        }
        if !user_on {
            admin.switch(&id, json!(false)).await.expect(200);
        }

        identify(&user, &visitor).await.expect(200);

        let is_on = visitor_on && user_on;
        assert_eq!(user.get("/chat/status").await.ok::<Status>().chat_enabled, is_on, "{number}");
        let sent = user.post_message(&session, json!({"content": "x"})).await;
        assert_eq!(sent.code(), if is_on { 201 } else { 403 }, "{number}");
        let history = admin.get(&format!("/admin/user/{id}/chat-toggle/history")).await;
        let changes = history.ok::<ToggleHistory>().changes;
        assert_eq!(changes.len(), usize::from(!is_on), "{number}: {changes:?}");
        assert!(changes.iter().all(|change| change.updated_by == "root" && !change.chat_enabled));
    }
}

#[tokio::test]
async fn two_open_sessions_stay_and_the_newest_is_found() {
    let server = Server::start().await;
    for is_users_newer in [true, false] {
        let (visitor, user) = (server.visitor().await, server.user(&format!("u-{is_users_newer}")));
        let (older, newer) = if is_users_newer {
            let older = visitor.open("visitor").await.id;
            (older, user.open("user").await.id)
        } else {
            let older = user.open("user").await.id;
            (older, visitor.open("visitor").await.id)
        };
        identify(&user, &visitor).await.expect(200);

        assert_eq!(sessions(&user).await, [newer.clone(), older.clone()]);
        let found = user.post("/chat/sessions", json!({"message": "hi"})).await.expect(200).json();
        assert_eq!(found["id"], newer.as_str());
        // Another one, ends in any order, and the next one: no key stands in the way.
        let another = user.open("another").await.id;
        user.end(&newer).await.expect(200);
        user.end(&another).await.expect(200);
        let found = user.post("/chat/sessions", json!({})).await.expect(200).json();
        assert_eq!(found["id"], older.as_str());
        user.end(&older).await.expect(200);
        user.post("/chat/sessions", json!({"message": "new"})).await.expect(201);
    }
}

/// Both begin with what each of them had.
async fn streams_are_told(user: &User, visitor: &Visitor, agent: &impl Actor) {
    let session = visitor.open("one").await.id;
    agent.write(&session, "two").await;
    let mut desk = agent.stream(&Resume::now()).await;
    let mut users = user.stream(&Resume::now()).await;
    let mut visitors = visitor.stream(&Resume::now()).await;
    let cursors = [users.hello_id().to_owned(), visitors.hello_id().to_owned()];

    identify(user, visitor).await.expect(200);

    let is_reset = |event: &StreamEvent| matches!(event, StreamEvent::Reset(_));
    let events = users.until(is_reset).await;
    let StreamEvent::Reset(reset) = &events.last().unwrap().event else { panic!("{events:?}") };
    let cursor = reset.cursor.clone();
    visitors.until(is_reset).await;
    let events = desk.until(|event| matches!(event, StreamEvent::Session(_))).await;
    let StreamEvent::Session(told) = &events.last().unwrap().event else { panic!("{events:?}") };
    assert_eq!((&told.session.id, told.session.user.id.as_str()), (&session, user.id()));
    assert_eq!(events.len(), 1, "the desk need not begin anew: {events:?}");
    // Who was away begins anew as well; who went on from the reset does not.
    user.stream(&Resume::after(&cursors[0])).await.until(is_reset).await;
    visitor.stream(&Resume::after(&cursors[1])).await.until(is_reset).await;
    agent.write(&session, "three").await;
    let events = user.stream(&Resume::after(&cursor)).await.until_message("three").await;
    assert!(events.iter().all(|event| !is_reset(&event.event)), "{events:?}");
    users.until_message("three").await;
    // The visitor is met again as somebody new.
    visitor.open("four").await;
    let events = visitors.until_message("four").await;
    assert!(!format!("{events:?}").contains("three"), "{events:?}");
}

#[tokio::test]
async fn streams_of_all_three_are_told() {
    let server = Server::start().await;
    let agent = server.agent("a");
    let (unknown, known) = (server.user("unknown"), server.user("known"));
    known.open("before").await;
    streams_are_told(&known, &server.visitor().await, &agent).await;
    let visitor = server.visitor().await;
    visitor.open("one").await;
    identify(&unknown, &visitor).await.expect(200);
    streams_are_told(&unknown, &server.visitor().await, &agent).await;
}

#[tokio::test]
async fn more_sessions_than_one_step_moves_all_move() {
    let server = Server::start().await;
    let (visitor, user, admin) = (server.visitor().await, server.user("42"), server.admin("root"));
    for number in 0..105 {
        visitor.open(&format!("quagga {number}")).await;
    }

    let answer: SessionsAnswer = identify(&user, &visitor).await.ok();

    assert_eq!(answer.sessions.len(), 105);
    assert_eq!(view::desk_users(&admin).await.total, 1);
    // To erase the user erases what came from the visitor.
    admin.delete("/admin/user/42").await.expect(202);
    assert_eq!(view::desk_sessions(&admin).await, []);
    assert_eq!(sessions(&visitor).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_written_at_the_same_time_is_neither_lost_nor_in_two_hands() {
    let server = Server::start().await;
    let agent = server.agent("a");
    for round in 0..10 {
        let (visitor, user) = (server.visitor().await, server.user(&format!("u-{round}")));
        let session = visitor.open("one").await.id;
        let writes = async {
            let mut accepted = Vec::new();
            for number in 0..10 {
                let body = json!({"content": format!("m {number}")});
                let answer = visitor.post_message(&session, body).await;
                match answer.code() {
                    201 => accepted.push(answer.created::<Message>().content),
                    404 => {}
                    _ => panic!("{answer}"),
                }
            }
            accepted
        };
        let (accepted, answer) = tokio::join!(writes, identify(&user, &visitor));
        answer.expect(200);

        let thread = view::thread(&user, &session).await;
        let said: Vec<_> = thread.into_iter().skip(1).map(|message| message.content).collect();
        assert_eq!(said, accepted);
        let seen: MessagesAnswer = agent.messages(&session, "").await.ok();
        assert_eq!(seen.session.user.id, user.id());
    }
}
