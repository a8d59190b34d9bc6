//! The commands of the operators' pages, run as they stand there.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chatdesk_tests::{Actor as _, Launch, Server, TempFolder, server_binary};
use serde_json::Value;
use tokio::net::TcpListener;

use super::{read, root};
use crate::view;

/// The blocks for a shell that need no machine of their own.
fn blocks(page: &str) -> Vec<String> {
    let text = read(&format!("docs/operations/{page}"));
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let blocks = blocks.map(|(block, _)| block.to_owned());
    blocks.filter(|block| !block.contains("sudo ")).collect()
}

/// Runs a block in the folder, with `bin` in front of the path; each of its commands has to succeed.
#[track_caller]
fn run(folder: &TempFolder, block: &str) {
    let mut shell = Command::new("sh");
    shell.args(["-euc", block]).current_dir(folder.path());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CHATDESK_") {
            shell.env_remove(name);
        }
    }
    let path = std::env::var_os("PATH").unwrap().into_string().unwrap();
    shell.env("PATH", format!("{}:{path}", folder.join("bin").display()));
    let output = shell.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{block}\n{}\n{told}", output.status);
}

/// A folder with the program in `bin`, as the pages take it to be on the path.
fn folder() -> Arc<TempFolder> {
    let folder = Arc::new(TempFolder::new());
    std::fs::create_dir(folder.join("bin")).unwrap();
    std::os::unix::fs::symlink(server_binary(), folder.join("bin/chatdesk-server")).unwrap();
    folder
}

#[tokio::test]
async fn a_backup_is_put_back_by_the_drill_and_for_real() {
    let [backup, drill, restore] = <[String; 3]>::try_from(blocks("backup.md")).unwrap();
    let folder = folder();
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    let visitor = server.visitor().await;
    let session = visitor.open("before the backup").await.id;

    run(&folder, &backup);
    visitor.write(&session, "after the backup").await;

    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert!(drill.contains(":8099"), "{drill}");
    run(&folder, &drill.replace(":8099", &format!(":{port}")));
    let newest: Value = serde_json::from_str(&text_of(&folder.join("drill/newest.json"))).unwrap();
    assert_eq!(newest["sessions"][0]["id"], session);
    assert_eq!(newest["sessions"][0]["last_message"]["preview"], "before the backup");

    drop(server.terminate());
    run(&folder, &restore);
    let server = Server::launch(Launch::server_in(folder)).await;
    let thread = view::thread(&visitor.at(server.api()), &session).await;
    let texts: Vec<_> = thread.into_iter().map(|message| message.content).collect();
    assert_eq!(texts, ["before the backup"]);
}

#[tokio::test]
async fn an_upgrade_goes_on_with_what_was_there_and_its_way_back_with_what_was_before() {
    let [upgrade, back] = <[String; 2]>::try_from(blocks("upgrade.md")).unwrap();
    let folder = folder();
    std::fs::create_dir(folder.join("new")).unwrap();
    std::os::unix::fs::symlink(server_binary(), folder.join("new/chatdesk-server")).unwrap();
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    let session = server.user("42").open("before").await.id;

    run(&folder, &upgrade);
    drop(server.terminate());
    let program = folder.join("bin/chatdesk-server");
    assert!(program.symlink_metadata().unwrap().is_file(), "the new one is in its place");
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    server.user("42").write(&session, "after").await;
    drop(server.terminate());
    run(&folder, &back);

    let server = Server::launch(Launch::server_in(folder)).await;
    assert_eq!(view::thread(&server.user("42"), &session).await.len(), 1);
}

#[test]
fn figures_of_the_page_on_sizing_were_measured() {
    let history = read("bench/history.tsv");
    let measured: BTreeSet<(&str, &str)> = history
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('\t').skip(2);
            Some((cells.next()?, cells.next()?))
        })
        .collect();
    let page = read("docs/operations/sizing.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows: Vec<(&str, &str)> = rows
        .map(|row| {
            let (name, rest) = row.split_once("` | ").unwrap();
            (name, rest.split(" |").next().unwrap())
        })
        .collect();
    assert!(rows.len() >= 10, "{rows:?}");

    for row in rows {
        assert!(measured.contains(&row), "{row:?} is not in bench/history.tsv");
    }
}

#[test]
fn every_file_that_the_pages_lead_to_is_there() {
    let folder = root().join("docs/operations");
    for page in std::fs::read_dir(&folder).unwrap() {
        let page = page.unwrap().path();
        let text = text_of(&page);
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        for (target, _) in targets.filter(|(target, _)| !target.contains("://")) {
            let file = folder.join(target.split('#').next().unwrap());
            assert!(file.exists(), "{} leads to {target}", page.display());
        }
    }
}

/// What the files in `deploy` ask the program for is what it offers.
#[test]
fn the_container_and_the_unit_run_what_there_is() {
    let container = read("deploy/Containerfile");
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let rust = manifest["workspace"]["package"]["rust-version"].as_str().unwrap();
    assert!(container.contains(&format!("FROM rust:{rust}-")), "another Rust than {rust}");
    assert!(container.contains("\nUSER 65532:65532\n") && container.contains("\nVOLUME /data\n"));
    let unit = read("deploy/chatdesk.service");
    for (file, command) in [
        (&container, r#"CMD ["chatdesk-server", "ready"]"#),
        (&unit, "chatdesk-server ready --within 30s"),
    ] {
        assert!(file.contains(command), "{command}");
    }
    let help = Launch::bare().args(["ready", "--help"]).run();
    assert!(
        help.stdout.contains("--within") && help.stdout.contains("--config"),
        "{}",
        help.stdout
    );
}

#[track_caller]
fn text_of(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
