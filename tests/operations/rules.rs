use std::process::Command;

use chatdesk_tests::{Server, eventually_within};

use crate::collector::{Collector, PATIENCE, observed};
use crate::{file, run};

#[test]
fn each_alert_comes_when_it_should_and_stays_away_when_it_should_not() {
    let tests = file("deploy/prometheus/chatdesk.rules.test.yml");
    let told = run(Command::new("promtool").args(["test", "rules"]).arg(tests));
    assert!(told.contains("SUCCESS"), "{told}");
}

#[tokio::test]
async fn a_server_that_is_well_alerts_nobody_and_one_that_is_gone_is_seen() {
    let server = Server::launch(observed()).await;
    let collector = Collector::start(&server).await;
    let rules = collector.settled_rules().await;
    assert!(rules.len() >= 8, "{rules:?}");
    for rule in &rules {
        let told = (&rule["health"], &rule["state"]);
        assert_eq!(told, (&"ok".into(), &"inactive".into()), "{rule}");
    }

    let _folder = server.kill();

    eventually_within(PATIENCE, "ChatdeskDown is pending", async || {
        let rules = collector.rules().await;
        let down = rules.into_iter().find(|rule| rule["name"] == "ChatdeskDown").unwrap();
        (down["state"] == "pending").then_some(())
    })
    .await;
}
