use std::cell::RefCell;

use chatdesk_tests::{Actor as _, Resume, Server, eventually_within};
use serde_json::Value;

use crate::collector::{Collector, PATIENCE, observed};
use crate::file;

#[tokio::test]
async fn every_panel_has_something_to_show_of_a_server_that_is_used() {
    let server = Server::launch(observed()).await;
    let collector = Collector::start(&server).await;
    let (user, agent) = (server.user("42"), server.agent("7"));
    let session = user.open("hello").await.id;
    let _stream = user.stream(&Resume::now()).await;
    let text = std::fs::read_to_string(file("deploy/grafana/chatdesk.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let queries: Vec<String> = targets.map(|target| asked(&target["expr"])).collect();
    assert!(queries.len() > 10, "{queries:?}");
    let empty = RefCell::new(queries);

    eventually_within(PATIENCE, "every panel shows something", async || {
        user.write(&session, "again").await;
        agent.write(&session, "good morning").await;
        for query in empty.take() {
            if collector.query(&query).await.iter().all(is_nothing) {
                empty.borrow_mut().push(query);
            }
        }
        empty.borrow().is_empty().then_some(())
    })
    .await;

    for variable in dashboard["templating"]["list"].as_array().unwrap() {
        let Some(definition) = variable["definition"].as_str() else { continue };
        let name = variable["name"].as_str().unwrap();
        assert_eq!(definition, format!("label_values(chatdesk_ready, {name})"));
        let found = collector.query("chatdesk_ready").await;
        assert!(found.iter().all(|it| it["metric"][name].is_string()), "{name}: {found:?}");
    }
}

/// As Grafana asks it, with everything chosen.
fn asked(expression: &Value) -> String {
    let query = expression.as_str().unwrap();
    let query = query.replace("$job", ".*").replace("$instance", ".*");
    query.replace("$__rate_interval", "10s").replace("$__range", "10s")
}

/// A quantile of nothing is no number.
fn is_nothing(sample: &Value) -> bool {
    sample["value"][1] == "NaN"
}
