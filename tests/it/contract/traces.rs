//! Of somebody erased no byte is left in the data folder.

use std::fs;
use std::sync::Arc;

use chatdesk_tests::{Actor, Jwt, Launch, Server, TempFolder, User, eventually};
use serde_json::json;

/// What the person wrote and is called by; no other text has any of it.
const TRACES: [&str; 8] = [
    "quetzalcoatl",
    "жирафёнок",
    "xolotl",
    "ixchel",
    "tezcatlipoca",
    "coyolxauhqui",
    "zipacna",
    "wiracocha",
];

/// What all files of the data folder hold.
fn bytes(folder: &TempFolder) -> String {
    let mut all = String::new();
    for file in folder.files_in("chatdesk-data") {
        match fs::read(&file) {
            Ok(bytes) => all.push_str(&String::from_utf8_lossy(&bytes)),
            // A log that was there when the folder was listed may be gone.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => panic!("{}: {error}", file.display()),
        }
    }
    all
}

/// Those that stand in some file, in whatever case.
fn traces(folder: &TempFolder) -> Vec<&'static str> {
    found_in(&bytes(folder))
}

fn found_in(text: &str) -> Vec<&'static str> {
    let all = text.to_lowercase();
    TRACES.into_iter().filter(|trace| all.contains(trace)).collect()
}

/// The person writes, is written to and switched off, beside somebody else; all of it is on disk and can be searched.
async fn leave_traces(server: &Server) {
    let (admin, others) = (server.admin("root"), server.user("43"));
    let name = "Xolotl Жирафёнок";
    let jwt = Jwt::of("Tezcatlipoca-7").claim("name", name).claim("email", "ixchel@example.org");
    let user = User::with_token(server.api(), "Tezcatlipoca-7", &jwt.sign());
    let session = user.open("Quetzalcoatl flies").await.id;
    let neighbour = others.open("nothing of note").await.id;
    for number in 1..=30 {
        // Short and long ones, so that pages are split and some text runs over into pages of its own.
        let text = format!("quetzalcoatl{number} жирафёнок ").repeat(1 + number % 7 * 12);
        user.write(&session, &text).await;
        admin.write(&session, &format!("dear Xolotl, {number} coyolxauhqui")).await;
        others.write(&neighbour, &"lorem ipsum ".repeat(number)).await;
    }
    // It is written in capitals alone: in small letters it is in what the search looks through.
    user.write(&session, "WIRACOCHA").await;
    let off = json!({"chat_enabled": false, "reason": "zipacna"});
    admin.put("/admin/user/Tezcatlipoca-7/chat-toggle", off).await.expect(200);
    let folder = server.folder();
    eventually("the search knows the words", async || {
        bytes(folder).contains("wiracocha").then_some(())
    })
    .await;
    assert_eq!(traces(folder), TRACES, "what was never there shows nothing by its absence");
}

async fn assert_without_traces(server: &Server) {
    eventually("no file has a trace of the person", async || {
        traces(server.folder()).is_empty().then_some(())
    })
    .await;
    let left = crate::view::desk_sessions(&server.admin("root")).await;
    let left: Vec<_> = left.iter().map(|it| (it.user.id.as_str(), it.last_seq)).collect();
    assert_eq!(left, [("43", 31)]);
}

#[tokio::test]
async fn nothing_that_an_erased_person_wrote_or_is_called_is_left_on_disk() {
    let server = Server::start().await;
    leave_traces(&server).await;

    server.admin("root").delete("/admin/user/Tezcatlipoca-7").await.expect(202);

    assert_without_traces(&server).await;
}

#[tokio::test]
async fn a_backup_made_right_after_an_erasure_has_no_trace_of_the_person() {
    let server = Server::start().await;
    leave_traces(&server).await;
    let backup = |name: &str| {
        let folder = Arc::clone(server.folder());
        let made = Launch::in_folder(Arc::clone(&folder)).args(["backup", name]).run();
        assert!(made.status.success(), "{}", made.stderr);
        let bytes = fs::read(folder.join(name)).unwrap();
        found_in(&String::from_utf8_lossy(&bytes))
    };
    assert_eq!(backup("before.db"), TRACES);

    server.admin("root").delete("/admin/user/Tezcatlipoca-7").await.expect(202);

    assert_eq!(backup("after.db"), [""; 0]);
}

#[tokio::test]
async fn an_erasure_goes_on_after_a_kill() {
    let server = Server::start().await;
    leave_traces(&server).await;

    server.admin("root").delete("/admin/user/Tezcatlipoca-7").await.expect(202);
    let server = server.kill_and_restart().await;

    assert_without_traces(&server).await;
}
