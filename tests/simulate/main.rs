//! `chatdesk-server simulate`, as somebody uses it who has no account anywhere.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a failed step of a test is a failed test, and says so on standard error"
)]

mod agent;
mod piped;
mod screen;

use std::process::Command;

use chatdesk_tests::JWT_SECRET;
use piped::Piped;
use screen::Screen;

use crate::agent::Agent;

const GREETING: &str = "You are now in touch with our support team.";
const CLOSING: &str = "The support chat has ended.";

/// Nothing of this environment's settings, and a secret by which an admin can be made.
fn without_settings(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CHATDESK_") {
            command.env_remove(name);
        }
    }
    command.env("CHATDESK_AUTH_JWT_SECRET", JWT_SECRET)
}

#[tokio::test]
async fn in_a_terminal_whatsapp_is_played_from_support_to_the_closing_message() {
    let screen = Screen::open(&["simulate", "whatsapp", "--name", "Zoe"]);
    screen.shows("This is WhatsApp as Zoe").await;

    screen.types("support");
    screen.shows("[1 End Chat]").await;
    screen.types("My parcel is lost");
    screen.shows("Your message has been sent to support.").await;
    let agent = Agent::of(&screen.text().await).await;
    agent.answers("whatsapp", "It is on its way.").await;
    screen.shows("Support Team: It is on its way.").await;
    screen.types("/press End Chat");
    screen.shows("The support chat has ended. Thank you for writing to us, Zoe!").await;
    screen.types("/quit");
    screen.closes().await;
}

#[tokio::test]
async fn telegram_is_played_as_well_and_a_number_presses_its_button() {
    let mut phone = Piped::open(&["simulate", "telegram"]);
    phone.shows("This is Telegram as Ada").await;

    phone.types("support");
    phone.shows(GREETING).await;
    phone.shows("[1 End Chat]").await;
    phone.types("Grüße 💬 <b>&amp;</b> *_`");
    phone.shows("Your message has been sent to support.").await;
    let agent = Agent::of(&phone.text()).await;
    assert_eq!(agent.newest("telegram").await, "Grüße 💬 <b>&amp;</b> *_`");
    agent.answers("telegram", "*Hello* _you_ <3").await;
    phone.shows("Support Team: *Hello* _you_ <3").await;
    phone.types("1");
    phone.shows(CLOSING).await;
    phone.types("/quit");
    assert!(phone.ends().success());
    assert!(!phone.text().contains("! Telegram"), "something was refused: {}", phone.text());
}

#[tokio::test]
async fn what_the_customer_sends_is_in_the_desk_and_what_the_desk_says_is_known_as_read() {
    let mut phone = Piped::open(&["simulate", "whatsapp", "--from", "491511234567"]);
    phone.shows("(491511234567)").await;

    phone.types("support");
    phone.shows(GREETING).await;
    phone.types("/photo");
    phone.shows("Your message has been sent to support.").await;
    let agent = Agent::of(&phone.text()).await;
    agent.answers("whatsapp", "Thank you").await;
    phone.shows("Support Team: Thank you").await;
    agent.is_told_that_it_was_read("Thank you").await;
    phone.types("/press Nothing");
    phone.shows("There is no such button; there are: End Chat").await;
    phone.types("/help");
    phone.shows("/photo             send a picture").await;
    phone.types("end chat");
    phone.shows(CLOSING).await;
    assert!(!phone.text().contains("! WhatsApp"), "something was refused: {}", phone.text());
}

#[tokio::test]
async fn nothing_of_a_simulation_stays_unless_a_folder_is_named() {
    let mut phone = Piped::open(&["simulate", "whatsapp"]);
    phone.shows("This is WhatsApp").await;
    assert_eq!(phone.folders(), 1);
    phone.types("/quit");
    assert!(phone.ends().success());
    assert_eq!(phone.folders(), 0);
    assert!(!phone.folder().join("chatdesk-data").exists());

    let mut phone = Piped::open(&["simulate", "whatsapp", "--data", "here"]);
    phone.shows("This is WhatsApp").await;
    phone.types("/quit");
    assert!(phone.ends().success());
    assert_eq!(phone.folders(), 0);
    assert!(phone.folder().join("here/chatdesk.db").exists());
}

#[tokio::test]
async fn a_server_that_runs_is_talked_to_where_its_provider_is_on_this_machine() {
    let folder = std::sync::Arc::new(chatdesk_tests::TempFolder::new());
    // Nobody listens there but the simulation, once it runs.
    let port =
        tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let config = folder.write(
        "chatdesk.toml",
        format!(
            "[channels.telegram]\nbot_token = \"1:abc\"\nwebhook_secret = \"s3cret\"\n\
             api_base = \"http://127.0.0.1:{port}\"\n"
        ),
    );
    let launch = chatdesk_tests::Launch::server_in(folder).path_arg("--config", &config);
    let server = chatdesk_tests::Server::launch(launch).await;
    let url = format!("http://{}/api", server.api().authority());
    let config = config.to_str().unwrap();

    let mut phone = Piped::open(&["simulate", "telegram", "--url", &url, "--config", config]);
    phone.shows("This is Telegram as Ada").await;
    phone.types("support");
    phone.shows(GREETING).await;
    phone.types("/quit");
    assert!(phone.ends().success());

    let mut phone = Piped::open(&["simulate", "whatsapp", "--url", &url, "--config", config]);
    assert!(!phone.ends().success());
    let told = phone.errors();
    assert!(told.contains("needs [channels.whatsapp] with api_base"), "{told}");
}
