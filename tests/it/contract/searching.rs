//! `GET /admin/chat/sessions?search=`: sessions by beginnings of words.

use chatdesk_api::{AdminSessions, ProblemCode};
use chatdesk_tests::{Actor, Admin, Jwt, Server, User, eventually};
use serde_json::json;

async fn search(admin: &Admin, query: &str) -> AdminSessions {
    admin.get(&format!("/admin/chat/sessions?{query}")).await.ok()
}

/// The ids of what is found.
async fn found(admin: &Admin, query: &str) -> Vec<String> {
    search(admin, query).await.sessions.into_iter().map(|listed| listed.session.id).collect()
}

/// Within the time that a search may lag, these sessions are found, in this order.
async fn assert_found(admin: &Admin, query: &str, expected: &[&str]) {
    eventually(&format!("{query} finds {expected:?}"), async || {
        (found(admin, query).await == expected).then_some(())
    })
    .await;
}

fn ada(server: &Server) -> User {
    let jwt =
        Jwt::of("ada-1815").claim("name", "Ada Lovelace").claim("email", "ada@engine.example");
    User::with_token(server.api(), "ada-1815", &jwt.sign())
}

#[tokio::test]
async fn sessions_are_found_by_words_of_messages_name_e_mail_and_id() {
    let server = Server::start().await;
    let (user, other, admin) = (ada(&server), server.user("43"), server.admin("root"));
    let adas = user.open("Where is my Größenwahn").await.id;
    let others = other.open("lovely weather").await.id;
    admin.write(&others, "It is lovely indeed").await;

    for query in ["search=grossen", "search=GRÖSSEN"] {
        // Case and accents do not matter; ß is a letter of its own.
        assert_found(&admin, query, &[]).await;
    }
    assert_found(&admin, "search=gr%C3%B6%C3%9Fen", &[&adas]).await;
    assert_found(&admin, "search=LOVE", &[&others, &adas]).await;
    assert_found(&admin, "search=lovelace", &[&adas]).await;
    assert_found(&admin, "search=love%20inde", &[&others]).await;
    assert_found(&admin, "search=ada@eng", &[&adas]).await;
    assert_found(&admin, "search=ada-1815", &[&adas]).await;
    assert_found(&admin, "search=43", &[&others]).await;
    assert_eq!(found(&admin, "search=marmalade").await, Vec::<String>::new());
    assert_eq!(search(&admin, "search=marmalade").await.total, 0);
    // Without a word all are shown.
    assert_eq!(found(&admin, "search=%20").await, [others, adas]);
}

#[tokio::test]
async fn what_is_found_has_pages_a_total_and_a_status() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let mut newest_first = Vec::new();
    for number in 0..5 {
        newest_first.insert(0, user.open(&format!("quagga {number}")).await.id);
    }
    user.open("zebra").await;
    let all: Vec<_> = newest_first.iter().map(String::as_str).collect();
    assert_found(&admin, "search=quag", &all).await;

    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = search(&admin, &format!("search=quag&limit=2{cursor}")).await;
        assert_eq!(page.total, 5);
        seen.extend(page.sessions.into_iter().map(|listed| listed.session.id));
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, newest_first);

    user.end(&newest_first[3]).await.expect(200);
    admin.write(&newest_first[4], "an answer").await;
    let active = search(&admin, "search=quag&status=active").await;
    assert_eq!((active.sessions[0].session.id.as_str(), active.total), (all[4], 1));
    assert_eq!(
        search(&admin, "search=quag&status=ended").await.sessions[0].session.id,
        newest_first[3]
    );
    assert_eq!(search(&admin, "search=quag&status=open").await.total, 4);
    assert_eq!(search(&admin, "search=quag&status=waiting").await.total, 3);
}

#[tokio::test]
async fn what_cannot_be_searched_is_refused_by_name() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    user.open("one").await;
    let long = "x".repeat(201);
    for (query, name) in [
        (format!("search={long}"), "?search"),
        ("search=a&search=b".to_owned(), "?search"),
        ("search=a&limit=0".to_owned(), "?limit"),
        ("search=a&status=quagga".to_owned(), "?status"),
        ("search=a&cursor=quagga".to_owned(), "?cursor"),
    ] {
        let answer = admin.get(&format!("/admin/chat/sessions?{query}")).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, name, "{answer}");
    }
    // Nothing in it is an operator.
    for typed in ["%22", "*", "one%20AND", "-one", "%00", "col:one", "(", "NEAR(one)", "%27"] {
        search(&admin, &format!("search={typed}")).await;
    }
    admin.delete("/admin/user/42").await.expect(202);
    assert_eq!(found(&admin, "search=one").await, Vec::<String>::new());
    assert_eq!(json!(search(&admin, "search=42").await.total), json!(0));
}

#[tokio::test]
async fn what_is_found_in_a_message_says_which_and_shows_it() {
    let server = Server::start().await;
    let (user, admin) = (ada(&server), server.admin("root"));
    let session = user.open("Where is my parcel").await.id;
    let long = format!("{} PARCEL again {}", "before ".repeat(50), "after ".repeat(50));
    user.write(&session, &long).await;
    user.write(&session, "thanks").await;
    assert_found(&admin, "search=thanks", &[&session]).await;

    let found = search(&admin, "search=parcel").await.sessions.remove(0).found.unwrap();
    assert_eq!(found.message_id, 2);
    assert!(found.preview.contains("PARCEL again"), "{}", found.preview);
    assert!(found.preview.chars().count() <= 160, "{}", found.preview);
    let both = search(&admin, "search=where%20parcel").await.sessions.remove(0).found.unwrap();
    assert_eq!((both.message_id, both.preview.as_str()), (1, "Where is my parcel"));
    for query in ["search=lovelace", "status=open"] {
        assert_eq!(search(&admin, query).await.sessions.remove(0).found, None, "{query}");
    }
}
