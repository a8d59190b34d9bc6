//! A client that is cut off after every byte of a send, and sends again under its client id.

use chatdesk_tests::{Actor, Caller, RawConnection, Resume, Server};
use futures_util::StreamExt as _;
use http::Method;
use serde_json::{Value, json};

use crate::view;

/// How a client of this test sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Http,
    WebSocket,
}

/// The bytes of one send, and where they may be cut.
fn bytes_of(who: &Caller, session: &str, body: &Value, way: Way) -> (Vec<u8>, Vec<u8>) {
    let authority = who.api().authority();
    match way {
        Way::Http => {
            let path = format!("/chat/session/{session}/messages");
            let request = who.request(Method::POST, &path).json(body);
            (vec![], RawConnection::bytes_of(authority, &request))
        }
        Way::WebSocket => {
            let request = who
                .request(Method::GET, "/chat/ws")
                .header("connection", "upgrade")
                .header("upgrade", "websocket")
                .header("sec-websocket-version", "13")
                .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
            let mut frame = body.clone();
            frame["type"] = json!("send");
            frame["ref"] = json!(1);
            frame["session_id"] = json!(session);
            (RawConnection::bytes_of(authority, &request), masked(frame.to_string().as_bytes()))
        }
    }
}

/// A frame of text as a client has to send it; the mask of zeros leaves it readable.
fn masked(payload: &[u8]) -> Vec<u8> {
    // Longer than the 125 bytes that would fit into the second, and far below 64 KiB.
    let n_bytes = u16::try_from(payload.len()).unwrap_or_default();
    assert!(n_bytes > 125, "{n_bytes} bytes");
    let mut frame = vec![0x81, 0x80 | 126];
    frame.extend_from_slice(&n_bytes.to_be_bytes());
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

/// Cuts a send after each of its bytes, and sends each again as a whole. The contents that there have to be now.
async fn send_in_pieces(who: &Caller, session: &str, way: Way) -> Vec<String> {
    let (_, probe) = bytes_of(who, session, &message(who, way, 0), way);
    let cuts: Vec<usize> = (0..=probe.len()).collect();
    futures_util::stream::iter(cuts.clone())
        .for_each_concurrent(4, |cut| async move {
            let body = message(who, way, cut);
            let (before, bytes) = bytes_of(who, session, &body, way);
            let mut connection = RawConnection::open(who.api().authority()).await;
            connection.write(&[before.as_slice(), &bytes[..cut]].concat()).await;
            drop(connection);
            let again = who.post_message(session, body).await;
            assert!([200, 201].contains(&again.code()), "after {cut} bytes: {again}");
        })
        .await;
    let contents = cuts.iter().map(|cut| message(who, way, *cut));
    contents.map(|body| body["content"].as_str().unwrap().to_owned()).collect()
}

/// All of one length, so that all have the same cuts.
fn message(who: &Caller, way: Way, cut: usize) -> Value {
    let id = format!("{}-{way:?}-{cut:06}", who.id());
    json!({"content": id, "client_id": id})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clients_cut_off_after_every_byte_of_a_send_lose_nothing_and_repeat_nothing() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("first").await.id;
    let mut heard = agent.stream(&Resume::now()).await;

    let (user, agent) = (user.caller(), agent.caller());
    let (by_http, by_socket) = tokio::join!(
        send_in_pieces(user, &session, Way::Http),
        send_in_pieces(agent, &session, Way::WebSocket),
    );
    let (more_by_http, more_by_socket) = tokio::join!(
        send_in_pieces(agent, &session, Way::Http),
        send_in_pieces(user, &session, Way::WebSocket),
    );

    let mut expected = [by_http, by_socket, more_by_http, more_by_socket].concat();
    expected.push("first".to_owned());
    expected.sort_unstable();
    let thread = view::thread(agent, &session).await;
    let positions: Vec<_> = thread.iter().map(|message| message.id).collect();
    assert_eq!(positions, (1..=thread.len() as u64).collect::<Vec<_>>());
    let mut stored: Vec<_> = thread.into_iter().map(|message| message.content).collect();
    stored.sort_unstable();
    assert_eq!(stored, expected);
    agent.write(&session, "last").await;
    let events = heard.until_message("last").await;
    assert_eq!(events.len(), expected.len(), "each is told once");
}
