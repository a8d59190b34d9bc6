//! A host in front of a server, both of them programs.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use chatdesk_tests::{Api, Caller, Launch, Neighbour, Request, Server, TempFolder};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt as _;

use crate::{django, express};

/// Everybody's in the examples.
pub(crate) const PASSWORD: &str = "payflow-demo";

/// Which example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Express,
    Django,
}

/// A host that runs, and the server behind it.
pub(crate) struct Host {
    kind: Kind,
    server: Option<Server>,
    program: Option<Neighbour>,
    /// The interface, through the host.
    api: Api,
}

impl Host {
    pub(crate) async fn start(kind: Kind) -> Self {
        let folder = Arc::new(TempFolder::new());
        let server = launch(kind, "127.0.0.1:0", &folder).await;
        let chatdesk = server.api().authority().to_owned();
        let (program, authority) = match kind {
            Kind::Express => express::start(&chatdesk, "0", Arc::new(TempFolder::new())),
            Kind::Django => {
                let folder = Arc::new(TempFolder::new());
                django::fill(&folder);
                django::start(&chatdesk, "127.0.0.1:0", &folder)
            }
        };
        let mount = if kind == Kind::Express { express::MOUNT } else { django::MOUNT };
        let api = Api::connect(&authority, mount).await;
        Self { kind, server: Some(server), program: Some(program), api }
    }

    pub(crate) const fn kind(&self) -> Kind {
        self.kind
    }

    /// The server behind it.
    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    /// Somebody who logs in as people do.
    pub(crate) async fn log_in(&self, name: &str) -> Caller {
        match self.kind {
            Kind::Express => express::log_in(&self.api, name).await,
            Kind::Django => django::log_in(&self.api, name).await,
        }
    }

    /// The host ends as its owner ends it, and starts where it was.
    pub(crate) fn restart(&mut self) {
        let program = self.program.take().unwrap();
        let folder = Arc::clone(program.folder());
        program.stop();
        let chatdesk = self.server().api().authority();
        let authority = self.api.authority();
        let (program, _) = match self.kind {
            Kind::Express => {
                express::start(chatdesk, authority.rsplit(':').next().unwrap(), folder)
            }
            Kind::Django => django::start(chatdesk, authority, &folder),
        };
        self.program = Some(program);
    }

    /// The server ends as by a power cut, and starts where it was.
    pub(crate) async fn restart_chatdesk(&mut self) {
        let server = self.server.take().unwrap();
        let authority = server.api().authority().to_owned();
        let folder = server.kill();
        self.server = Some(launch(self.kind, &authority, &folder).await);
    }
}

async fn launch(kind: Kind, authority: &str, folder: &Arc<TempFolder>) -> Server {
    let launch = Launch::server_at(authority, Arc::clone(folder));
    match kind {
        Kind::Express => {
            let launch = launch.env("CHATDESK_SERVER_PREFIX", express::MOUNT);
            Server::launch_under(launch, express::MOUNT).await
        }
        Kind::Django => {
            Server::launch(launch.env("CHATDESK_AUTH_PROXY_SECRET", django::PROXY_SECRET)).await
        }
    }
}

/// A folder of this repository.
pub(crate) fn folder(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path).canonicalize().unwrap()
}

/// One of the host's own pages, which the interface's document knows nothing of.
pub(crate) async fn ask(api: &Api, request: Request) -> (StatusCode, HeaderMap, Bytes) {
    let (status, headers, body) = api.begin(request).await.unwrap();
    (status, headers, body.collect().await.unwrap().to_bytes())
}

/// The cookie of this name that an answer sets, as `name=value`.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> String {
    let set = headers.get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = set.filter_map(|line| line.split(';').next());
    let found = cookies.find(|cookie| cookie.starts_with(&format!("{name}=")));
    found.unwrap_or_else(|| panic!("no cookie {name}: {headers:?}")).to_owned()
}
