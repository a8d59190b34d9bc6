use std::sync::Arc;

use chatdesk_tests::{Launch, Random, Server, TempFolder};
use rusqlite::Connection;

use super::assert_gave_up;

/// A folder as a server leaves it, and the name of its database.
async fn used_folder() -> Arc<TempFolder> {
    let server = Server::start().await;
    let folder = Arc::clone(server.folder());
    let finished = server.terminate();
    assert!(finished.status.success(), "{}", finished.stderr);
    folder
}

#[tokio::test]
async fn a_port_in_use_is_named_with_what_to_do() {
    let server = Server::start().await;
    let address = server.api().authority().to_owned();

    let second = Launch::bare().args(["--addr", &address]).run();

    assert_gave_up(&second, &[&address, "--addr"]);
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_does_not_harm_the_first() {
    let server = Server::start().await;
    let folder = Arc::clone(server.folder());
    let address = server.api().authority().to_owned();

    let second = Launch::in_folder(folder).args(["--addr", &address]).run();

    assert_gave_up(&second, &[&address]);
    chatdesk_tests::Actor::open(&server.user("42"), "still here").await;
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = Arc::new(TempFolder::new());
    let below_a_file = folder.write("file", "x").join("data");

    for path in [below_a_file.to_str().unwrap(), "/proc/chatdesk-data", "/dev/null"] {
        let launch = Launch::in_folder(Arc::clone(&folder)).args(["--addr", "127.0.0.1:0"]);
        let finished = launch.args(["--data", path]).run();
        assert_gave_up(&finished, &[path, "--data"]);
    }
}

#[tokio::test]
async fn a_broken_database_is_named_and_left_alone() {
    let folder = used_folder().await;
    let database = folder.database();
    let noise = Random::seeded(7).bytes(20_000);
    std::fs::write(&database, &noise).unwrap();

    let finished = Launch::server_in(Arc::clone(&folder)).run();

    let name = database.file_name().unwrap().to_str().unwrap();
    assert_gave_up(&finished, &[name]);
    assert_eq!(std::fs::read(&database).unwrap(), noise);
}

#[tokio::test]
async fn a_damaged_database_is_named() {
    let folder = used_folder().await;
    let database = folder.database();
    let mut bytes = std::fs::read(&database).unwrap();
    // The header stays, what it speaks of does not.
    let noise = Random::seeded(7).bytes(bytes.len() - 100);
    bytes[100..].copy_from_slice(&noise);
    std::fs::write(&database, &bytes).unwrap();

    let finished = Launch::server_in(Arc::clone(&folder)).run();

    let name = database.file_name().unwrap().to_str().unwrap();
    assert_gave_up(&finished, &[name]);
}

#[tokio::test]
async fn the_database_of_another_program_is_named_and_left_alone() {
    let folder = used_folder().await;
    let database = folder.database();
    std::fs::remove_file(&database).unwrap();
    let other = Connection::open(&database).unwrap();
    other
        .execute_batch("CREATE TABLE invoices (id INTEGER); INSERT INTO invoices VALUES (1);")
        .unwrap();
    drop(other);
    let before = std::fs::read(&database).unwrap();

    let finished = Launch::server_in(Arc::clone(&folder)).run();

    let name = database.file_name().unwrap().to_str().unwrap();
    assert_gave_up(&finished, &[name]);
    assert_eq!(std::fs::read(&database).unwrap(), before);
}

#[tokio::test]
async fn a_database_of_a_later_version_is_refused() {
    let folder = used_folder().await;
    let database = folder.database();
    let connection = Connection::open(&database).unwrap();
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert!(version > 0, "the schema's version stands in user_version");
    connection.pragma_update(None, "user_version", version + 1_000).unwrap();
    drop(connection);

    let finished = Launch::server_in(Arc::clone(&folder)).run();

    assert_gave_up(&finished, &[&(version + 1_000).to_string()]);
}
