use std::sync::Arc;

use chatdesk_api::MessagesAnswer;
use chatdesk_tests::{Actor as _, Finished, Launch, Server, TempFolder, User};

use super::assert_gave_up;

fn run<const N: usize>(folder: &Arc<TempFolder>, args: [&str; N]) -> Finished {
    Launch::in_folder(Arc::clone(folder)).args(args).run()
}

#[track_caller]
fn done<const N: usize>(folder: &Arc<TempFolder>, args: [&str; N]) {
    let Finished { status, stdout, stderr } = run(folder, args);
    assert!(status.success(), "{stderr}");
    assert_eq!(stdout, "", "standard output is for answers");
}

#[tokio::test]
async fn what_was_backed_up_beside_a_running_server_is_served_again_after_a_restore() {
    let folder = Arc::new(TempFolder::new());
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    let user = server.user("42");
    let session = user.open("before the backup").await;

    done(&folder, ["backup", "backup.db"]);
    user.write(&session.id, "after the backup").await;
    drop(server.terminate());
    done(&folder, ["restore", "backup.db"]);

    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    let texts = texts(&server.user("42"), &session.id).await;
    assert_eq!(texts, ["before the backup"]);
    assert!(folder.join("chatdesk-data/chatdesk.db.replaced").is_file());
}

async fn texts(user: &User, session: &str) -> Vec<String> {
    let page: MessagesAnswer = user.messages(session, "").await.ok();
    page.messages.into_iter().map(|message| message.content).collect()
}

#[tokio::test]
async fn nothing_is_restored_under_a_running_server() {
    let folder = Arc::new(TempFolder::new());
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    let user = server.user("42");
    user.open("hello").await;
    done(&folder, ["backup", "backup.db"]);

    let finished = run(&folder, ["restore", "backup.db"]);

    assert_gave_up(&finished, &["chatdesk.db is in use", "stop the server"]);
    user.open("the server goes on").await;
}

#[test]
fn a_backup_of_nothing_makes_nothing() {
    let folder = Arc::new(TempFolder::new());

    let finished = run(&folder, ["backup", "backup.db"]);

    assert_gave_up(&finished, &["chatdesk.db holds nothing to back up"]);
    assert!(!folder.join("chatdesk-data").exists() && !folder.join("backup.db").exists());
}

#[test]
fn a_backup_overwrites_no_file() {
    let folder = Arc::new(TempFolder::new());
    done(&folder, ["demo", "--users", "1", "--messages", "1"]);
    let backup = folder.write("backup.db", "precious");

    let finished = run(&folder, ["backup", "backup.db"]);

    assert_gave_up(&finished, &["backup.db exists already", "name another file"]);
    assert_eq!(std::fs::read(backup).unwrap(), b"precious");
}

#[test]
fn what_is_no_backup_is_not_restored() {
    let folder = Arc::new(TempFolder::new());
    done(&folder, ["demo", "--users", "1", "--messages", "1"]);
    let database = folder.join("chatdesk-data/chatdesk.db");
    let before = std::fs::read(&database).unwrap();
    let diary = folder.write("diary.txt", "Dear diary, ".repeat(1_000));

    let finished = run(&folder, ["restore", diary.to_str().unwrap()]);
    assert_gave_up(&finished, &["nothing was changed", "diary.txt is not a readable SQLite"]);
    let finished = run(&folder, ["restore", "missing.db"]);
    assert_gave_up(&finished, &["missing.db cannot be read"]);

    assert_eq!(std::fs::read(&database).unwrap(), before);
}
