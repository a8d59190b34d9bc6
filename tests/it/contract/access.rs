//! Each operation for each kind of asker, as the hand-written table `access.csv` says.

use std::collections::BTreeSet;

use chatdesk_api::{CannedReply, OpenedTicket, Ticket};
use chatdesk_tests::{Actor, Admin, Caller, Jwt, Request, Server, User, unix_now};
use http::Method;
use serde_json::{Value, json};

const TABLE: &str = include_str!("../access.csv");

/// The columns of the table, in its order.
const ASKERS: [&str; 11] = [
    "nobody",
    "visitor",
    "other visitor",
    "user",
    "other user",
    "agent",
    "admin",
    "host",
    "ticket token",
    "disabled user",
    "revoked user",
];

struct Row {
    method: Method,
    path: String,
    body: String,
    expected: Vec<u16>,
}

fn rows() -> Vec<Row> {
    let mut lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let head = format!("method,path,body,{}", ASKERS.join(","));
    assert_eq!(lines.next(), Some(head.as_str()));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [method, path, body, expected @ ..] = cells.as_slice() else { panic!("{line}") };
            assert_eq!(expected.len(), ASKERS.len(), "{line}");
            Row {
                method: method.parse().unwrap(),
                path: (*path).to_owned(),
                body: body.replace(';', ","),
                expected: expected.iter().map(|status| status.parse().unwrap()).collect(),
            }
        })
        .collect()
}

/// Sessions that nobody has touched, and everybody who might.
struct World {
    askers: [Caller; 11],
    /// What stands for a session or a ticket in the table, and which it is.
    records: [(&'static str, String); 7],
}

impl World {
    async fn new(server: &Server, number: usize) -> Self {
        let (visitor, other_visitor) = (server.visitor().await, server.visitor().await);
        let user = server.user(&format!("user-{number}"));
        let other_user = server.user(&format!("other-{number}"));
        let disabled = server.user(&format!("disabled-{number}"));
        let revoked = revoked(server, &format!("revoked-{number}"));
        let admin = server.admin("an-admin");
        let (of_user, of_disabled) = (user.open("mine").await.id, disabled.open("mine").await.id);
        let body = json!({"phone_number": "1234567", "sender_name": "x", "issue_description": "x"});
        let made = server.anonymous().post("/support/tickets", body).await;
        let OpenedTicket { ticket_id, token: ticket } = made.created();
        let records = [
            ("{v}", visitor.open("mine").await.id),
            ("{ut}", ticket_of(&admin, &of_user).await),
            ("{dt}", ticket_of(&admin, &of_disabled).await),
            ("{u}", of_user),
            ("{d}", of_disabled),
            ("{r}", revoked.open("mine").await.id),
            ("{t}", ticket_id.to_string()),
        ];
        admin.switch(disabled.id(), json!(false)).await.expect(200);
        let revoke = format!("/admin/user/{}/revoke", revoked.id());
        admin.post(&revoke, json!({})).await.expect(204);
        let host = Jwt::of("a-host").claim("role", "host").sign();
        let askers = [
            server.anonymous().caller().clone(),
            visitor.caller().clone(),
            other_visitor.caller().clone(),
            user.caller().clone(),
            other_user.caller().clone(),
            server.agent("an-agent").caller().clone(),
            admin.caller().clone(),
            User::with_token(server.api(), "a-host", &host).caller().clone(),
            User::with_token(server.api(), "a-ticket", &ticket).caller().clone(),
            disabled.caller().clone(),
            revoked.caller().clone(),
        ];
        Self { askers, records }
    }

    async fn request(&self, row: &Row, asker: usize) -> Request {
        let path = row.path.replace("{id}", self.askers[3].id());
        let name = |path: String, (name, id): &(&str, String)| path.replace(name, id);
        let path = self.records.iter().fold(path, name);
        let path = match path.split_once("{c}") {
            Some((before, after)) => format!("{before}{}{after}", self.canned_reply().await),
            None => path,
        };
        let mut request = self.askers[asker].request(row.method.clone(), &path);
        if !row.body.is_empty() {
            request = request.header("content-type", "application/json");
            request.body = row.body.clone().into();
        }
        request
    }

    /// The id of a new one, under what is left of a session's id.
    async fn canned_reply(&self) -> String {
        let shortcut = self.records[0].1.trim_start_matches("ses_");
        let body = json!({"shortcut": shortcut, "title": "mine", "text": "mine"});
        let made = self.askers[6].post("/admin/canned-replies", body).await;
        made.created::<CannedReply>().id
    }

    async fn status(&self, row: &Row, asker: usize) -> u16 {
        let (request, api) = (self.request(row, asker).await, self.askers[asker].api());
        if row.path == "/chat/events" {
            // A stream has no end to wait for.
            let (status, _, _) = api.begin(request).await.unwrap();
            return status.as_u16();
        }
        api.send(request).await.code()
    }
}

/// The number of the ticket that is made of a session.
async fn ticket_of(admin: &Admin, session: &str) -> String {
    let made = admin.post(&format!("/admin/chat/session/{session}/ticket"), json!({})).await;
    made.created::<Ticket>().id.to_string()
}

/// Somebody whose token was made before now.
fn revoked(server: &Server, id: &str) -> User {
    let token = Jwt::of(id).claim("iat", unix_now() - 10).sign();
    User::with_token(server.api(), id, &token)
}

#[tokio::test]
async fn every_operation_of_the_document_is_in_the_table() {
    let server = Server::start().await;
    let without_names = |path: &str| {
        let path = path.split('?').next().unwrap_or_default().split('/');
        let part = |part: &str| {
            let is_name = part.contains('{')
                || ["no-session", "whatsapp"].contains(&part)
                || ["dlv_", "%2B"].iter().any(|begin| part.starts_with(begin));
            if is_name { "{}".to_owned() } else { part.to_owned() }
        };
        path.map(part).collect::<Vec<_>>().join("/")
    };
    let in_table = rows().into_iter().map(|row| (row.method, without_names(&row.path)));
    let in_table: BTreeSet<_> =
        in_table.map(|(method, path)| format!("{method} {path}").to_lowercase()).collect();
    let mut missing = Vec::new();
    for (path, item) in server.api().document().root()["paths"].as_object().unwrap() {
        for (verb, _) in
            item.as_object().unwrap().iter().filter(|(_, it)| it["responses"] != Value::Null)
        {
            let operation = format!("{verb} {}", without_names(path)).to_lowercase();
            if !in_table.contains(&operation) {
                missing.push(operation);
            }
        }
    }
    assert!(missing.is_empty(), "not in access.csv: {missing:#?}");
}

#[tokio::test]
async fn every_operation_answers_every_kind_of_asker_as_the_table_says() {
    let server = Server::start().await;
    let mut wrong = Vec::new();
    let mut n_cells = 0;

    let mut world = None;
    for row in rows() {
        for (asker, name) in ASKERS.iter().enumerate() {
            n_cells += 1;
            // Reading changes nothing for whoever asks next.
            if row.method != Method::GET || asker == 0 {
                world = Some(World::new(&server, n_cells).await);
            }
            let world = world.as_ref().unwrap();
            let (status, expected) = (world.status(&row, asker).await, row.expected[asker]);
            if status != expected {
                let Row { method, path, body, .. } = &row;
                wrong.push(format!("{method} {path} {body} by {name}: {status}, not {expected}"));
            }
        }
    }

    assert!(n_cells >= 450, "{n_cells} cells");
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
