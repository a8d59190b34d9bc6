//! Each operation for each kind of asker, as the hand-written table `access.csv` says.

use chatdesk_tests::{Actor, Caller, Request, Server};
use http::Method;

const TABLE: &str = include_str!("../access.csv");

/// The columns of the table, in its order.
const ASKERS: [&str; 7] =
    ["nobody", "visitor", "other visitor", "user", "other user", "agent", "admin"];

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
                body: (*body).to_owned(),
                expected: expected.iter().map(|status| status.parse().unwrap()).collect(),
            }
        })
        .collect()
}

/// Two sessions that nobody has touched, and everybody who might.
struct World {
    askers: [Caller; 7],
    visitors_session: String,
    users_session: String,
}

impl World {
    async fn new(server: &Server, number: usize) -> Self {
        let (visitor, other_visitor) = (server.visitor().await, server.visitor().await);
        let user = server.user(&format!("user-{number}"));
        let other_user = server.user(&format!("other-{number}"));
        let visitors_session = visitor.open("mine").await.id;
        let users_session = user.open("mine").await.id;
        let askers = [
            server.anonymous().caller().clone(),
            visitor.caller().clone(),
            other_visitor.caller().clone(),
            user.caller().clone(),
            other_user.caller().clone(),
            server.agent("an-agent").caller().clone(),
            server.admin("an-admin").caller().clone(),
        ];
        Self { askers, visitors_session, users_session }
    }

    fn request(&self, row: &Row, asker: usize) -> Request {
        let path = row
            .path
            .replace("{v}", &self.visitors_session)
            .replace("{u}", &self.users_session)
            .replace("{id}", self.askers[3].id());
        let mut request = self.askers[asker].request(row.method.clone(), &path);
        if !row.body.is_empty() {
            request = request.header("content-type", "application/json");
            request.body = row.body.clone().into();
        }
        request
    }

    async fn status(&self, row: &Row, asker: usize) -> u16 {
        let (request, api) = (self.request(row, asker), self.askers[asker].api());
        if row.path == "/chat/events" {
            // A stream has no end to wait for.
            let (status, _, _) = api.begin(request).await.unwrap();
            return status.as_u16();
        }
        api.send(request).await.code()
    }
}

#[tokio::test]
async fn every_operation_answers_every_kind_of_asker_as_the_table_says() {
    let server = Server::start().await;
    let mut wrong = Vec::new();
    let mut n_cells = 0;

    for row in rows() {
        for (asker, name) in ASKERS.iter().enumerate() {
            n_cells += 1;
            let world = World::new(&server, n_cells).await;
            let (status, expected) = (world.status(&row, asker).await, row.expected[asker]);
            if status != expected {
                let Row { method, path, body, .. } = &row;
                wrong.push(format!("{method} {path} {body} by {name}: {status}, not {expected}"));
            }
        }
    }

    assert!(n_cells >= 150, "{n_cells} cells");
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
