//! A migration that fails in the middle.

use std::fs;

use chatdesk_testkit::Folder;
use rusqlite::Connection;

use crate::migrate;

#[test]
fn a_step_that_fails_in_the_middle_leaves_the_file_as_it_was() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    let [first, second, rest @ ..] = migrate::STEPS else { panic!("two steps at least") };
    migrate::file(&conn, &path, &[first]).unwrap();
    let all = |conn: &Connection| -> String {
        let sql =
            "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
        conn.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let before = all(&conn);

    let broken = format!("{second}; CREATE TABLE more (one); INSERT INTO nowhere VALUES (1);");
    let steps: Vec<&str> = [*first, &broken].into_iter().chain(rest.iter().copied()).collect();
    migrate::file(&conn, &path, &steps).unwrap_err();

    assert!(conn.is_autocommit());
    assert_eq!(all(&conn), before);
    assert_eq!(migrate::version(&conn).unwrap(), 1);
    // What was kept before the step stays, and the next try keeps another.
    migrate::file(&conn, &path, migrate::STEPS).unwrap();
    assert_eq!(migrate::version(&conn).unwrap(), 8);
    let copies =
        ["chat.db.before-8", "chat.db.before-8.2"].map(|name| fs::metadata(folder.file(name)));
    assert!(copies.iter().all(Result::is_ok), "{copies:?}");
}
