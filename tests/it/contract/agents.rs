//! `GET /admin/agents`: to whom a session can be handed.

use chatdesk_api::{Agents, ChatSettings};
use chatdesk_tests::{Actor, Server};
use serde_json::json;

async fn agents(reader: &impl Actor) -> Vec<(String, Option<String>, bool)> {
    let agents = reader.get("/admin/agents").await.ok::<Agents>().agents;
    agents.into_iter().map(|agent| (agent.id, agent.name, agent.online)).collect()
}

async fn n_online(reader: &impl Actor) -> u64 {
    reader.get("/chat/settings").await.ok::<ChatSettings>().agents_online
}

#[tokio::test]
async fn whoever_of_the_desk_is_there_is_listed_until_they_leave() {
    let server = Server::start().await;
    let (one, two) = (server.agent("z"), server.admin("a"));
    assert_eq!(agents(&one).await, []);

    one.post("/chat/presence", json!({"visible": true})).await.expect(204);
    two.post("/chat/presence", json!({"visible": true})).await.expect(204);
    let both = agents(&one).await;
    assert_eq!(n_online(&server.anonymous()).await, 2);
    two.post("/chat/presence", json!({"visible": false})).await.expect(204);

    let shown = |id: &str, name: &str| (id.to_owned(), Some(name.to_owned()), true);
    assert_eq!(both, [shown("a", "Admin a"), shown("z", "Agent z")]);
    assert_eq!(agents(&one).await, [shown("z", "Agent z")]);
    assert_eq!(n_online(&server.visitor().await).await, 1);
}
