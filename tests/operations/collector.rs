//! A Prometheus that looks at one server, twice a second.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;
use chatdesk_tests::{Launch, Server, TempFolder, eventually_within};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::file;

/// What the server shows its figures for.
const TOKEN: &str = "a-token-of-a-collector";

/// A program of somebody else's starts, looks a few times, and reckons.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A server that shows its figures to a collector.
pub(crate) fn observed() -> Launch {
    Launch::server().env("CHATDESK_SERVER_METRICS_TOKEN", TOKEN)
}

/// The collector; it ends with the test.
#[derive(Debug)]
pub(crate) struct Collector {
    process: Child,
    authority: String,
    client: Client<HttpConnector, Full<Bytes>>,
    _folder: TempFolder,
}

impl Collector {
    /// Starts one with the project's rules and waits until it has looked.
    pub(crate) async fn start(server: &Server) -> Self {
        let folder = TempFolder::new();
        let config = folder.write("prometheus.yml", config(server));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let authority = format!("127.0.0.1:{port}");
        let log = std::fs::File::create(folder.join("log")).unwrap();
        let mut command = Command::new("prometheus");
        command.arg(format!("--config.file={}", config.display()));
        command.arg(format!("--storage.tsdb.path={}", folder.join("data").display()));
        command.arg(format!("--web.listen-address={authority}"));
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let collector = Self { process: process.unwrap(), authority, client, _folder: folder };
        eventually_within(PATIENCE, "the collector has looked", async || {
            let found = collector.query("up == 1").await;
            (!found.is_empty()).then_some(())
        })
        .await;
        collector
    }

    /// What an expression comes to now.
    pub(crate) async fn query(&self, query: &str) -> Vec<Value> {
        let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let answer = self.get(&format!("/api/v1/query?query={query}")).await;
        answer.map(|data| data["result"].as_array().unwrap().clone()).unwrap_or_default()
    }

    /// All alerts, as they stand.
    pub(crate) async fn rules(&self) -> Vec<Value> {
        let data = self.get("/api/v1/rules?type=alert").await.unwrap_or_default();
        let groups = data["groups"].as_array().cloned().unwrap_or_default();
        groups.iter().flat_map(|group| group["rules"].as_array().unwrap().clone()).collect()
    }

    /// As [`rules`](Self::rules), once each was reckoned.
    pub(crate) async fn settled_rules(&self) -> Vec<Value> {
        eventually_within(PATIENCE, "the rules were reckoned", async || {
            let rules = self.rules().await;
            let is_settled = |rule: &Value| rule["health"] != "unknown";
            (!rules.is_empty() && rules.iter().all(is_settled)).then_some(rules)
        })
        .await
    }

    /// The data of an answer; nothing while nobody listens yet.
    async fn get(&self, target: &str) -> Option<Value> {
        let uri = format!("http://{}{target}", self.authority).parse().unwrap();
        let answer = self.client.get(uri).await.ok()?;
        let status = answer.status();
        let body = answer.into_body().collect().await.ok()?.to_bytes();
        if status == http::StatusCode::SERVICE_UNAVAILABLE {
            return None;
        }
        let mut body: Value = serde_json::from_slice(&body).unwrap_or_default();
        assert_eq!(body["status"], "success", "{target}: {status} {body}");
        Some(body["data"].take())
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn config(server: &Server) -> String {
    let rules = file("deploy/prometheus/chatdesk.rules.yml");
    let (rules, authority) = (rules.display(), server.api().authority());
    format!(
        "global: {{ scrape_interval: 500ms, evaluation_interval: 500ms }}\n\
         rule_files: [\"{rules}\"]\n\
         scrape_configs:\n\
         - job_name: chatdesk\n  \
           authorization: {{ credentials: \"{TOKEN}\" }}\n  \
           static_configs: [{{ targets: [\"{authority}\"] }}]\n"
    )
}
