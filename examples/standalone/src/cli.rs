//! The command line.

use std::{path::PathBuf, time::Duration};

use chatdesk_core::{AccountName, Address, ParseAccountNameError};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind, value_parser};

use crate::config::{Config, ConfigError, Flags, Settings, parse_duration};

/// Support chat in one binary, behind any host.
///
/// Without a command it serves: the API, the widget, the console and a demo page. No configuration is needed.
#[derive(Debug, Parser)]
#[command(
    name = "chatdesk-server",
    version,
    after_help = "Every setting can also stand in --config FILE.toml or in the environment: \
                  `[chat] max_chars` is CHATDESK_CHAT_MAX_CHARS. A flag wins over the environment, \
                  the environment over the file.\nCHATDESK_LOG sets what is logged: error, warn, \
                  info, debug or trace."
)]
pub(crate) struct Cli {
    /// What to do; nothing: serve
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Where to listen; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    addr: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// Where settings and data are.
#[derive(Debug, Args)]
struct Place {
    /// The folder of database and secret, made where it is missing [default: ./chatdesk-data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<String>,
    /// A file of settings
    #[arg(long, global = true, value_name = "FILE.toml")]
    config: Option<PathBuf>,
}

/// What else it can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print a token that logs somebody in, on one line
    Token(TokenArgs),
    /// Fill the data folder with made-up chats, for screenshots and benches
    Demo(DemoArgs),
    /// People who answer without a host's login
    #[command(subcommand)]
    Agent(AgentCommand),
    /// Write a complete copy of the database into a new file; a server may run meanwhile
    Backup(CopyArgs),
    /// Put a backup in the place of the database, which is kept under another name
    Restore(CopyArgs),
    /// Ask the server that runs with these settings whether it serves; ends with 0 where it does
    Ready(ReadyArgs),
    /// Read the settings, and try every configured channel
    ///
    /// A webhook is sent an event of the type `check`, a channel of Teams a card that says that it is a test; the others
    /// are asked whether they would take what is sent.
    Check(CheckArgs),
    /// Play a provider and its customer in this terminal
    ///
    /// Nobody outside is told anything. Whatever the provider would refuse is refused, and said.
    Simulate(SimulateArgs),
}

/// `chatdesk-server check`
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct CheckArgs {
    /// Tell Telegram first to post to this server, where browsers reach it
    #[arg(long)]
    pub(crate) set_webhook: bool,
}

/// `chatdesk-server simulate`
#[derive(Debug, Args)]
#[command(
    after_help = "Without --url it runs a server of its own, on a free port and in a folder that goes \
                  again unless --data or --config name one; of the settings, channels and alerts do \
                  not count."
)]
pub(crate) struct SimulateArgs {
    /// What is played
    #[arg(value_enum)]
    pub(crate) channel: Simulated,
    /// Talk to the API of a server that runs already, with the same --config: its provider has to be on this machine
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// What the customer is called
    #[arg(long, value_name = "NAME", default_value = "Ada")]
    pub(crate) name: String,
    /// The customer's number, in digits
    #[arg(long, value_name = "DIGITS", value_parser = parse_digits)]
    pub(crate) from: Option<String>,
}

/// What can be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Simulated {
    /// The Cloud API of WhatsApp
    Whatsapp,
    /// The Bot API of Telegram, in a private chat
    Telegram,
}

/// `chatdesk-server backup`, `chatdesk-server restore`
#[derive(Debug, Args)]
#[command(
    after_help = "The folder's secret is not part of a backup: keep a copy of the file `secret`, \
                  or everybody has to log in once more."
)]
pub(crate) struct CopyArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// `chatdesk-server ready`
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct ReadyArgs {
    /// How long to go on asking, such as 30s
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = parse_ttl)]
    pub(crate) within: Duration,
}

/// `chatdesk-server token`
#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// Whom: the id by which the host knows them
    #[arg(long, value_name = "ID", value_parser = parse_subject)]
    pub(crate) sub: String,
    /// As what
    #[arg(long, value_enum, default_value_t = Role::User)]
    pub(crate) role: Role,
    /// The display name
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// For how long, such as 30m, 1h30m or 7d; 0s: already expired
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = parse_ttl)]
    pub(crate) ttl: Duration,
}

/// `chatdesk-server agent`
#[derive(Debug, Subcommand)]
pub(crate) enum AgentCommand {
    /// Print a link by which somebody sets their password, once, within 24 hours
    ///
    /// Whoever is there already gets a new link; their password goes on until they set another.
    Add {
        /// What they sign in by: 1 to 100 characters; capitals make no difference
        #[arg(value_name = "NAME", value_parser = parse_name)]
        name: AccountName,
        /// What they may do [default: agent, or as before]
        #[arg(long, value_enum)]
        role: Option<DeskRole>,
    },
    /// Print all of them: name, role, whether they have signed up and in, and when
    List,
    /// Take somebody's account away; they are signed out everywhere at once
    Remove {
        /// What they signed in by
        #[arg(value_name = "NAME", value_parser = parse_name)]
        name: AccountName,
    },
}

/// What somebody of the desk may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeskRole {
    /// Answers
    Agent,
    /// Answers and switches chat on and off
    Admin,
}

/// As what somebody logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Asks for help
    User,
    /// Answers
    Agent,
    /// Answers and switches chat on and off
    Admin,
    /// A host's own server: it hands in what its bot was sent.
    Host,
}

/// `chatdesk-server demo`
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct DemoArgs {
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = value_parser!(u32).range(1..=100_000))]
    pub(crate) users: u32,
    /// How many messages, over all of their chats
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1_000,
        value_parser = value_parser!(u32).range(0..=10_000_000)
    )]
    pub(crate) messages: u32,
}

impl Cli {
    /// Reads the command line; prints help or what is wrong with it, and ends the process then.
    pub(crate) fn read() -> Self {
        let cli = Self::parse();
        if cli.addr.is_some() && cli.command.is_some() {
            let text = "--addr says where to serve, and this command does not serve";
            Self::command().error(ErrorKind::ArgumentConflict, text).exit();
        }
        cli
    }

    /// All settings, from wherever they come.
    ///
    /// # Errors
    /// With all that is wrong with them.
    pub(crate) fn config(&self) -> Result<Config, ConfigError> {
        Config::from_settings(self.settings())
    }

    /// What was set, from wherever it comes.
    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        if let Some(file) = &self.place.config {
            settings.lay_file(file);
        }
        settings.lay_variables(std::env::vars_os());
        settings.lay_flags(Flags { addr: self.addr.clone(), data: self.place.data.clone() });
        settings
    }

    /// What is logged unless somebody says otherwise: where a person reads the terminal, no more than has to be.
    pub(crate) const fn quiet(&self) -> &'static str {
        match &self.command {
            Some(Command::Simulate(_)) => "warn",
            _ => "info",
        }
    }
}

fn parse_subject(text: &str) -> Result<String, String> {
    Address::of_host(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

fn parse_digits(text: &str) -> Result<String, String> {
    let fits = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.to_owned()).ok_or_else(|| "expected 1 to 15 digits".to_owned())
}

fn parse_name(text: &str) -> Result<AccountName, String> {
    text.parse().map_err(|error: ParseAccountNameError| error.to_string())
}

fn parse_ttl(text: &str) -> Result<Duration, String> {
    parse_duration(text)
        .filter(|ttl| *ttl <= Duration::from_hours(3650 * 24))
        .ok_or_else(|| "expected a time up to 3650d, such as 30m, 1h30m or 7d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
