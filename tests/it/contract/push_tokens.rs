//! `PUT` and `DELETE /chat/push-token`: where notifications may go, shown in no answer.

use chatdesk_api::ProblemCode;
use chatdesk_tests::{Actor, Answer, Server};
use http::Method;
use serde_json::{Value, json};

use crate::view;

async fn register(owner: &impl Actor, token: &str) -> Answer {
    let body = json!({"token": token, "kind": "token", "platform": "web"});
    owner.put("/chat/push-token", body).await
}

async fn forget(owner: &impl Actor, token: &str) -> Answer {
    let request = owner.request(Method::DELETE, "/chat/push-token");
    owner.send(request.json(&json!({"token": token}))).await
}

/// Whose the tokens are that are stored, as pairs of owner and token; the desk's people begin with `desk:`.
///
/// Nothing of the interface shows them; the file does.
fn stored(server: &Server) -> Vec<(String, String)> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let conn = rusqlite::Connection::open_with_flags(server.folder().database(), flags).unwrap();
    let mut statement = conn
        .prepare(
            "SELECT coalesce(c.address, 'desk:' || json_extract(e.content, '$.agent.id')), \
             json_extract(e.content, '$.token'), \
             (SELECT count(*) FROM keys WHERE key = 'push:' || json_extract(e.content, '$.token') \
              AND owner = e.subject) \
             FROM entries e LEFT JOIN contacts c ON e.subject = 'con_' || lower(hex(c.id)) \
             WHERE e.kind IN ('push_token', 'device') ORDER BY 1, 2",
        )
        .unwrap();
    let rows = statement.query_map([], |row| {
        assert_eq!(row.get::<_, i64>(2)?, 1, "a token and its key have one owner");
        Ok((row.get(0)?, row.get(1)?))
    });
    let rows = rows.unwrap().collect::<Result<Vec<(String, String)>, _>>().unwrap();
    let keys = "SELECT count(*) FROM keys WHERE key LIKE 'push:%'";
    let n_keys: i64 = conn.query_row(keys, [], |row| row.get(0)).unwrap();
    assert_eq!(usize::try_from(n_keys).unwrap(), rows.len(), "no key is left behind");
    rows
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(owner, token): &(&str, &str)| ((*owner).to_owned(), (*token).to_owned());
    expected.iter().map(own).collect()
}

#[tokio::test]
async fn a_token_is_registered_for_the_last_one_who_had_it() {
    let server = Server::start().await;
    let (one, two) = (server.user("42"), server.user("43"));
    assert!(register(&one, "shared").await.expect(204).body.is_empty());
    register(&one, "own").await.expect(204);
    register(&one, "own").await.expect(204);
    assert_eq!(stored(&server), pairs(&[("42", "own"), ("42", "shared")]));

    register(&two, "shared").await.expect(204);
    assert_eq!(stored(&server), pairs(&[("42", "own"), ("43", "shared")]));
    // Who no longer has it cannot take it away.
    forget(&one, "shared").await.expect(204);
    assert_eq!(stored(&server), pairs(&[("42", "own"), ("43", "shared")]));
    forget(&two, "shared").await.expect(204);
    forget(&two, "shared").await.expect(204);
    assert_eq!(stored(&server), pairs(&[("42", "own")]));
}

#[tokio::test]
async fn of_more_than_twenty_the_one_registered_the_longest_ago_goes() {
    let server = Server::start().await;
    let user = server.user("42");
    for number in 0..20 {
        register(&user, &format!("token-{number:02}")).await.expect(204);
    }
    register(&user, "token-00").await.expect(204);
    register(&user, "token-20").await.expect(204);

    let left: Vec<_> = stored(&server).into_iter().map(|(_, token)| token).collect();
    let expected: Vec<_> =
        (0..=20).filter(|number| *number != 1).map(|number| format!("token-{number:02}")).collect();
    assert_eq!(left, expected);
}

#[tokio::test]
async fn a_visitor_registers_before_the_first_message() {
    let server = Server::start().await;
    let visitor = server.visitor().await;

    register(&visitor, "v").await.expect(204);

    assert_eq!(stored(&server), pairs(&[(visitor.id(), "v")]));
    assert_eq!(visitor.open("one").await.last_seq, 1);
}

#[tokio::test]
async fn people_of_the_desk_register_and_a_token_goes_from_one_person_to_the_next() {
    let server = Server::start().await;
    let (user, agent, other) = (server.user("42"), server.agent("a"), server.agent("b"));
    for owner in ["one", "two"] {
        register(&agent, owner).await.expect(204);
        register(&agent, owner).await.expect(204);
    }
    register(&user, "shared").await.expect(204);
    register(&agent, "shared").await.expect(204);
    let agents = [("desk:a", "one"), ("desk:a", "shared"), ("desk:a", "two")];
    assert_eq!(stored(&server), pairs(&agents));
    forget(&user, "shared").await.expect(204);
    forget(&other, "shared").await.expect(204);
    assert_eq!(stored(&server), pairs(&agents));

    register(&other, "shared").await.expect(204);
    let shared = [("desk:a", "one"), ("desk:a", "two"), ("desk:b", "shared")];
    assert_eq!(stored(&server), pairs(&shared));
    register(&user, "shared").await.expect(204);
    assert_eq!(stored(&server), pairs(&[("42", "shared"), ("desk:a", "one"), ("desk:a", "two")]));
    forget(&agent, "one").await.expect(204);

    for number in 0..20 {
        register(&agent, &format!("token-{number:02}")).await.expect(204);
    }
    let left = stored(&server);
    assert_eq!(left.iter().filter(|(owner, _)| owner == "desk:a").count(), 20);
    assert!(!left.contains(&("desk:a".to_owned(), "two".to_owned())), "{left:?}");
}

#[tokio::test]
async fn somebody_switched_off_registers_nothing() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    register(&user, "before").await.expect(204);
    admin.switch("42", json!(false)).await.expect(200);

    register(&user, "after").await.refused(403, ProblemCode::ChatDisabled);
    forget(&user, "before").await.refused(403, ProblemCode::ChatDisabled);
    user.put("/chat/push-token", json!({})).await.refused(422, ProblemCode::InvalidRequest);
    assert_eq!(stored(&server), pairs(&[("42", "before")]));
}

#[tokio::test]
async fn what_is_no_token_is_refused_by_name_and_not_repeated() {
    let server = Server::start().await;
    let user = server.user("42");
    let body = |field: &str, value: Value| {
        let mut body = json!({"token": "t", "kind": "fid", "platform": "ios"});
        body[field] = value;
        body
    };
    for (field, value) in [
        ("token", json!("")),
        ("token", json!("quagga quagga")),
        ("token", json!("quagga\n")),
        ("token", json!("x".repeat(4_097))),
        ("token", json!(7)),
        ("kind", json!("quagga")),
        ("kind", json!(null)),
        ("platform", json!("quagga")),
    ] {
        let answer = user.put("/chat/push-token", body(field, value)).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, format!("/{field}"), "{answer}");
        assert!(!answer.to_string().contains("quagga"), "{answer}");
    }
    user.put("/chat/push-token", body("token", json!("x".repeat(4_096)))).await.expect(204);
}

#[tokio::test]
async fn a_token_is_in_no_answer_and_goes_with_its_owner() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    user.open("one").await;
    register(&user, "quagga").await.expect(204);

    let export = admin.get("/admin/user/42/export").await;
    let text = String::from_utf8(export.expect(200).body.to_vec()).unwrap();
    assert!(!text.contains("quagga"), "{text}");
    assert!(!view::everything(&admin).await.to_string().contains("quagga"));

    admin.delete("/admin/user/42").await.expect(202);
    assert_eq!(stored(&server), []);
}
