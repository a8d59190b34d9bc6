//! Who answers at this desk.

use any_spawner::Executor;
use chatdesk_api::{AgentPresence, Agents, Person};
use chatdesk_widget_browser::{Decode as _, Json};
use chatdesk_widget_engine::{Connection, Failure};

use crate::console::Console;
use crate::names;
use crate::state::Signal;

/// The people of the desk that are known here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crew {
    /// By name, as the server lists them.
    pub(crate) agents: Signal<Vec<AgentPresence>>,
}

impl Crew {
    pub(crate) fn new() -> Self {
        Self { agents: Signal::default() }
    }

    /// Asks who there is.
    pub(crate) fn refresh(self, console: Console) {
        Executor::spawn_local(async move {
            let answer: Result<Agents, Failure> = console.api().get("/admin/agents").await;
            match answer {
                Ok(Agents { agents }) => self.agents.put(agents),
                // Whoever is known stays; names are asked for again with the next connection.
                Err(failure) => console.mind(&failure),
            }
        });
    }

    /// The connection changed: whoever came and went meanwhile was missed.
    pub(crate) fn connected(self, console: Console, connection: Connection) {
        if connection != Connection::Offline {
            self.refresh(console);
        }
    }

    /// The stream told that somebody came or went.
    pub(crate) fn hear(self, data: &str) {
        let Some(json) = Json::parse(data) else { return };
        let (person, online) = (Person::decode(json.field("agent")), json.field("online"));
        let Some(Person { id: Some(id), name }) = person else { return };
        let online = *online == Json::Bool(true);
        self.agents.update(|agents| match agents.iter_mut().find(|agent| agent.id == id) {
            Some(agent) => {
                agent.online = online;
                agent.name = name.or(agent.name.take());
            }
            None => agents.push(AgentPresence { id, name, online }),
        });
    }

    /// All but these: whoever is there comes first.
    pub(crate) fn others(self, out: &[String]) -> Vec<AgentPresence> {
        let mut agents = self.agents.get();
        agents.retain(|agent| !out.contains(&agent.id));
        agents.sort_by_key(|agent| !agent.online);
        agents
    }

    /// What somebody who has a chat is called.
    pub(crate) fn name_of(self, agent: &Person) -> String {
        let named = agent.name.clone().filter(|name| !name.trim().is_empty());
        let id = agent.id.as_deref();
        named.unwrap_or_else(|| {
            let known = self.agents.with(|agents| {
                agents.iter().find(|known| Some(known.id.as_str()) == id)?.name.clone()
            });
            names::colleague(known.as_deref().or(id))
        })
    }
}
