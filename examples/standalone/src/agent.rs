//! `chatdesk-server agent`: people who answer without a host's login.

use std::io::{self, Write};

use chatdesk_core::{Account, Actor, AddAccount, Desk, ErrorKind, Staff, StaffRole, Timestamp};

use crate::{
    cli::{AgentCommand, DeskRole},
    config::Config,
    data::DataFolder,
    failure::Failure,
    links::Links,
    secret::hex,
};

/// Does it, in a folder on which a server may run.
///
/// # Errors
/// When the folder cannot be used, or nobody goes by the name.
pub(crate) async fn run(config: Config, command: AgentCommand) -> Result<(), Failure> {
    let data = DataFolder::open(&config.server.data)?;
    let desk = Desk::builder(data.store().await?).build();
    let operator = operator();
    match command {
        AgentCommand::Add { name, role } => {
            let links = Links::new(&config.server, config.server.addr);
            let role = role.map(|role| match role {
                DeskRole::Agent => StaffRole::Agent,
                DeskRole::Admin => StaffRole::Admin,
            });
            let link = new_link().map_err(Failure::Random)?;
            let add = AddAccount { name, role, link: link.clone() };
            let added = desk.add_account(&operator, Ok(add)).await.map_err(Failure::Accounts)?;
            if added.was_there {
                say(
                    "this agent was there already: here is a new link; the password goes on until another is set",
                )?;
            }
            print(&format!("{}\n", links.password(&link)))
        }
        AgentCommand::List => {
            let accounts = desk.accounts(&operator).await.map_err(Failure::Accounts)?;
            print(&accounts.iter().map(line).collect::<String>())
        }
        AgentCommand::Remove { name } => match desk.remove_account(&operator, Ok(name)).await {
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::NoSuchAgent),
            removed => removed.map_err(Failure::Accounts),
        },
    }
}

/// Whoever may run the program on the folder may do everything.
fn operator() -> Actor {
    Actor::Staff(Staff { role: StaffRole::Admin, id: "operator".to_owned(), name: None })
}

/// 32 random bytes, with the mark that all links have.
fn new_link() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(format!("cdl_{}", hex(&bytes)))
}

/// One account, its fields apart by tabs.
fn line(account: &Account) -> String {
    let Account { name, role, password, made_at, signed_in_at } = account;
    let role = match role {
        StaffRole::Agent => "agent",
        StaffRole::Admin => "admin",
    };
    let state = match (password, signed_in_at) {
        (None, _) => "no password yet".to_owned(),
        (Some(_), None) => "never signed in".to_owned(),
        (Some(_), Some(at)) => format!("signed in {}", day(*at)),
    };
    format!("{name}\t{role}\t{state}\tsince {}\n", day(*made_at))
}

/// The day in UTC.
fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Print)
}

fn say(text: &str) -> Result<(), Failure> {
    writeln!(io::stderr(), "{text}").map_err(Failure::Print)
}
