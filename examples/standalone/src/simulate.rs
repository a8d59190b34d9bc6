//! `chatdesk-server simulate`: a provider and its customer in the terminal, and the server between them as it is.

mod phone;
mod post;
mod provider;
mod stage;
mod telegram;
mod whatsapp;

use std::{
    env, fs,
    io::{self, BufRead as _, Write as _},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use chatdesk_core::{Clock as _, SystemClock};
use serde_json::Value;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use self::{
    phone::{Line, Phone},
    post::{Desk, Post},
    provider::Provider,
    stage::{Happening, Stage},
};
use crate::{
    cli::{Cli, SimulateArgs, Simulated},
    config::Config,
    failure::Failure,
    serve::{Server, Shutdown},
};

/// Plays until the customer puts the phone away.
///
/// # Errors
/// When the server cannot begin, or does not take what is posted to it.
pub(crate) async fn simulate(cli: &Cli, args: &SimulateArgs) -> Result<(), Failure> {
    let shutdown = Shutdown::listen().map_err(Failure::System)?;
    let customer = Customer::of(args);
    if let Some(url) = &args.url {
        let config = cli.config()?;
        let provider = Provider::of_config(args.channel, &config)?;
        let listener = provider::listen_at(provider.base()).await?;
        let desk = Desk::at(url).ok_or_else(|| {
            Failure::Simulation("--url: expected such as http://127.0.0.1:8080/api".to_owned())
        })?;
        let stage = Stage { provider, customer, desk };
        return play(Arc::new(stage), listener, None, &shutdown).await;
    }
    let listener = provider::listen_at("http://127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr().map_err(Failure::System)?);
    let mut settings = cli.settings();
    settings.lay_simulation(&Provider::settings(args.channel, &base));
    let folder = if settings.has_data() { None } else { Some(Temporary::new(&mut settings)?) };
    let config = Config::from_settings(settings)?;
    let provider = Provider::of_config(args.channel, &config)?;
    let server = Server::begin(&config).await?;
    let console = server.links.console(&server.code);
    let api = server.links.below(config.server.prefix.as_str());
    let desk = Desk::at(&api).ok_or_else(|| Failure::Simulation(format!("{api} is no URL")))?;
    let stage = Arc::new(Stage { provider, customer, desk });
    let playing = async {
        let played = play(stage, listener, Some(console), &shutdown).await;
        shutdown.tell();
        played
    };
    let ((), played) = tokio::join!(server.run(&shutdown), playing);
    drop(folder);
    played
}

/// Between the terminal, the provider's server and the desk's.
async fn play(
    stage: Arc<Stage>,
    listener: tokio::net::TcpListener,
    console: Option<String>,
    shutdown: &Shutdown,
) -> Result<(), Failure> {
    let (tell, mut happenings) = mpsc::unbounded_channel();
    tokio::spawn(provider::serve(listener, Arc::clone(&stage), tell));
    stage.greet().await?;
    introduce(&stage, console.as_deref()).map_err(Failure::Print)?;
    let mut typed = typed();
    let mut phone = Phone::default();
    let mut stopped = std::pin::pin!(shutdown.signal());
    loop {
        tokio::select! {
            () = &mut stopped => return Ok(()),
            Some(happening) = happenings.recv() => {
                show(&mut phone, &stage, happening).map_err(Failure::Print)?;
            }
            line = typed.recv() => match line.map(|line| phone.read(&line)) {
                None | Some(Line::Quit) => return Ok(()),
                Some(line) => act(&mut phone, &stage, &line).await.map_err(Failure::Print)?,
            },
        }
    }
}

fn introduce(stage: &Stage, console: Option<&str>) -> io::Result<()> {
    let Customer { name, number, .. } = &stage.customer;
    let channel = stage.provider.name();
    let mut out = io::stdout().lock();
    if let Some(console) = console {
        writeln!(out, "The desk answers in the console: {console}")?;
    }
    writeln!(out, "This is {channel} as {name} ({number}) sees it. Write \"support\", or /help.")?;
    out.flush()
}

/// What the provider was asked to do.
fn show(phone: &mut Phone, stage: &Arc<Stage>, happening: Happening) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match happening {
        Happening::Bubble(bubble) => phone.show(&bubble, &mut out),
        Happening::Refused(words) => {
            writeln!(out, "! {} does not take that: {words}", stage.provider.name())
        }
        Happening::Post(post) => {
            let stage = Arc::clone(stage);
            // The desk may wait until it has written down that the message left.
            tokio::spawn(async move { stage.desk.post(&post).await.map(drop) });
            Ok(())
        }
    }
}

/// What the customer did.
async fn act(phone: &mut Phone, stage: &Stage, line: &Line) -> io::Result<()> {
    if let Line::Help(told) = line {
        return writeln!(io::stdout(), "{told}");
    }
    let Some(post) = stage.provider.tell(line, &stage.customer, phone.under()) else {
        return Ok(());
    };
    stage.customer.has_written.store(true, Ordering::Relaxed);
    match stage.desk.post(&post).await {
        Ok((200, body)) => {
            let answer: Value = serde_json::from_str(&body).unwrap_or_default();
            match stage.provider.answered(&answer, &stage.customer) {
                Some(bubble) => phone.show(&bubble, &mut io::stdout().lock()),
                None => Ok(()),
            }
        }
        Ok((status, body)) => writeln!(io::stdout(), "! the server answered {status}: {body}"),
        Err(error) => writeln!(io::stdout(), "! the server cannot be reached: {error}"),
    }
}

/// What is typed, line by line; it ends with the input.
fn typed() -> UnboundedReceiver<String> {
    let (tell, typed): (UnboundedSender<String>, _) = mpsc::unbounded_channel();
    // Reading blocks, and nothing can interrupt it but the end of the process.
    std::thread::spawn(move || {
        let lines = io::stdin().lock().lines().map_while(Result::ok);
        lines.take_while(|line| tell.send(line.clone()).is_ok()).for_each(drop);
    });
    typed
}

/// Who writes to the desk.
#[derive(Debug)]
struct Customer {
    name: String,
    /// Digits.
    number: String,
    has_written: AtomicBool,
}

impl Customer {
    fn of(args: &SimulateArgs) -> Self {
        let number = args.from.clone().unwrap_or_else(|| match args.channel {
            Simulated::Whatsapp => "15551234567".to_owned(),
            Simulated::Telegram => "987654321".to_owned(),
        });
        Self { name: args.name.clone(), number, has_written: AtomicBool::new(false) }
    }

    /// Telegram's own number of theirs.
    fn id(&self) -> i64 {
        self.number.parse().unwrap_or_default()
    }

    fn wrote(&self) -> bool {
        self.has_written.load(Ordering::Relaxed)
    }
}

/// A request that the server sent to its provider.
#[derive(Debug)]
struct Sent<'a> {
    method: &'a str,
    path: &'a str,
    authorization: Option<&'a str>,
    /// `None` where it is no JSON.
    body: Option<&'a Value>,
}

/// Why a provider does not take a request.
#[derive(Debug)]
struct Fault {
    status: u16,
    /// For whoever looks on.
    words: String,
    body: Value,
}

/// A folder that goes when it is dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new(settings: &mut crate::config::Settings) -> Result<Self, Failure> {
        let path = env::temp_dir().join(format!("chatdesk-simulation-{}", random()));
        fs::create_dir_all(&path).map_err(Failure::System)?;
        settings.lay_data(&path);
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "{} is left behind", self.0.display());
        }
    }
}

/// Digits that nobody guesses.
fn random() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Seconds since 1970.
fn now() -> i64 {
    SystemClock.now().as_secs()
}

/// The same, as Meta writes it.
fn seconds() -> String {
    now().to_string()
}
