//! The dashboard and the alert rules ask for figures that a running server offers.

use std::collections::{BTreeMap, BTreeSet};

use chatdesk_tests::{Actor as _, Launch, Request, Resume, Server};
use http::Method;
use serde_json::Value;

use super::read;

const TOKEN: &str = "a-token-of-a-collector";

/// Labels that Prometheus adds.
const COLLECTORS: [&str; 3] = ["job", "instance", "alertname"];

/// Each metric with the values that its labels have.
type Offered = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

#[tokio::test]
async fn every_figure_and_label_of_dashboard_and_rules_is_offered() {
    let offered = offered_by_a_server().await;
    let asked = dashboard().into_iter().chain(rules());
    let asked: Vec<String> = asked.collect();
    assert!(asked.len() > 15, "{asked:?}");

    let faults: Vec<String> = asked.iter().flat_map(|asked| faults(asked, &offered)).collect();

    assert_eq!(faults, Vec::<String>::new(), "of what is offered: {offered:#?}");
}

#[tokio::test]
async fn what_nobody_offers_is_found() {
    let offered = offered_by_a_server().await;
    for wrong in [
        "sum(chatdesk_mesages_total)",
        r#"chatdesk_messages_total{from="customer"}"#,
        r#"chatdesk_messages_total{by="admin"}"#,
        r#"chatdesk_streams{transport=~"sse|carrier_pigeon"}"#,
        "sum by (side) (chatdesk_messages_total)",
        "{{side}}",
    ] {
        assert_eq!(faults(wrong, &offered).len(), 1, "{wrong}");
    }
}

#[test]
fn the_dashboard_shows_every_figure_that_is_documented() {
    let documented = read("docs/metrics.md");
    let names: Vec<&str> = documented
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|row| row.split(['{', '`']).next())
        .collect();
    assert!(names.len() >= 6, "{names:?}");
    let shown = dashboard().join("\n");

    for name in names {
        assert!(shown.contains(name), "{name} is on no panel");
    }
}

#[test]
fn panels_have_numbers_of_their_own_and_do_not_overlap() {
    let dashboard: Value = serde_json::from_str(&read("deploy/grafana/chatdesk.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let mut taken = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for panel in panels {
        assert!(numbers.insert(panel["id"].as_u64().unwrap()), "{}", panel["title"]);
        let side = |name: &str| panel["gridPos"][name].as_u64().unwrap();
        for x in side("x")..side("x") + side("w") {
            for y in side("y")..side("y") + side("h") {
                assert!(x < 24 && taken.insert((x, y)), "{} at {x}, {y}", panel["title"]);
            }
        }
    }
}

/// What a server shows that somebody has chatted with, in every way that leaves a figure.
async fn offered_by_a_server() -> Offered {
    let server = Server::launch(Launch::server().env("CHATDESK_SERVER_METRICS_TOKEN", TOKEN)).await;
    let (user, agent) = (server.user("42"), server.agent("7"));
    let session = user.open("hello").await.id;
    user.write(&session, "again").await;
    agent.write(&session, "good morning").await;
    let _stream = user.stream(&Resume::now()).await;
    let request = Request::new(Method::GET, "/metrics");
    let answer =
        server.api().send(request.header("authorization", format!("Bearer {TOKEN}"))).await;
    let text = String::from_utf8(answer.expect(200).body.to_vec()).unwrap();
    let mut offered = Offered::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap();
        let labels = offered.entry(name.to_owned()).or_default();
        for (label, value) in
            line.split_once('{').map(|(_, rest)| matchers(rest)).unwrap_or_default()
        {
            labels.entry(label).or_default().insert(value);
        }
    }
    offered
}

/// Every query of the dashboard, and what its legends say.
fn dashboard() -> Vec<String> {
    let dashboard: Value = serde_json::from_str(&read("deploy/grafana/chatdesk.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let texts = targets.flat_map(|target| [&target["expr"], &target["legendFormat"]]);
    let own = texts.filter_map(Value::as_str).map(ToOwned::to_owned);
    let variables = dashboard["templating"]["list"].as_array().unwrap().iter();
    own.chain(variables.filter_map(|it| it["definition"].as_str().map(ToOwned::to_owned))).collect()
}

/// The whole file of rules: what it says in its annotations counts as well.
fn rules() -> Vec<String> {
    let rules = read("deploy/prometheus/chatdesk.rules.yml");
    rules.split("- alert:").skip(1).map(ToOwned::to_owned).collect()
}

/// What a query asks for that is not offered.
fn faults(asked: &str, offered: &Offered) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, _) in asked.match_indices("chatdesk_") {
        let rest = &asked[at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        let Some(labels) = offered.get(name) else {
            faults.push(format!("{name} in {asked}"));
            continue;
        };
        let selected = rest.strip_prefix('{').map(matchers).unwrap_or_default();
        faults.extend(selected.iter().filter_map(|(label, value)| unfit(labels, label, value)));
    }
    let known = |label: &str| {
        COLLECTORS.contains(&label) || offered.values().any(|labels| labels.contains_key(label))
    };
    let grouped = named_between(asked, "by (", ")").chain(named_between(asked, "{{", "}}"));
    faults.extend(grouped.filter(|label| !known(label)).map(|label| format!("{label} in {asked}")));
    faults
}

/// Why no series can be meant; of patterns only alternatives are looked at.
fn unfit(labels: &BTreeMap<String, BTreeSet<String>>, label: &str, value: &str) -> Option<String> {
    if COLLECTORS.contains(&label) {
        return None;
    }
    let Some(values) = labels.get(label) else { return Some(format!("no label {label}")) };
    let is_pattern = value.contains(['.', '$']);
    let missing = value.split('|').find(|value| !is_pattern && !values.contains(*value));
    missing.map(|value| format!("no {label} is {value}"))
}

/// `a="b", c=~"d"}…` as pairs, whatever compares them.
fn matchers(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = text;
    while !rest.starts_with('}')
        && let Some((label, after)) = rest.split_once('"')
        && let Some((value, after)) = after.split_once('"')
    {
        let label = label.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        pairs.push((label.to_owned(), value.to_owned()));
        rest = after;
    }
    pairs
}

/// Each name between two marks: `$labels.instance` is `instance`, and what is no label is left out.
fn named_between<'a>(text: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a str> {
    let inside = text.split(from).skip(1).filter_map(move |rest| rest.split_once(to));
    let names = inside.flat_map(|(names, _)| names.split(','));
    names
        .map(|name| name.trim().trim_start_matches("$labels."))
        .filter(|name| !name.starts_with("$value"))
}
