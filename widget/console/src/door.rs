use std::cell::RefCell;
use std::rc::Rc;

use chatdesk_api::ConsoleToken;
use chatdesk_widget_browser::{Api, Granted, Record, TokenSource, Writer};
use chatdesk_widget_engine::Failure;

/// Tokens of the desk: the one-time code of the printed link is traded for one, which this browser
/// keeps until the server refuses it.
pub(crate) fn tokens(root: &str, key: &str, code: Option<String>) -> TokenSource {
    let door =
        Rc::new(Door { root: Api::new(root), key: key.to_owned(), code: RefCell::new(code) });
    Rc::new(move |refused| {
        let door = Rc::clone(&door);
        Box::pin(async move { door.find(refused).await })
    })
}

struct Door {
    root: Api,
    key: String,
    code: RefCell<Option<String>>,
}

impl Door {
    async fn find(&self, refused: Option<String>) -> Result<Granted, Failure> {
        let code = self.code.borrow().clone();
        if let Some(code) = code {
            match self.trade(&code).await {
                Ok(granted) => {
                    self.code.take();
                    return Ok(granted);
                }
                Err(failure) if failure.is_passing() => return Err(failure),
                // Used already, perhaps by another tab of this browser, which then has its token.
                Err(_) => drop(self.code.take()),
            }
        }
        match Record::read(&self.key).token {
            Some(token) if Some(&token) != refused.as_ref() => Ok(granted(token)),
            _ => Err(Failure::Refused {
                status: 401,
                code: None,
                detail: String::new(),
                retry_after_ms: None,
            }),
        }
    }

    async fn trade(&self, code: &str) -> Result<Granted, Failure> {
        let body = Writer::new().text("code", code).finish();
        let ConsoleToken { token } = self.root.send("POST", "/console/session", body).await?;
        let mut record = Record::read(&self.key);
        record.token = Some(token.clone());
        record.write(&self.key);
        Ok(granted(token))
    }
}

fn granted(token: String) -> Granted {
    // Whoever has the printed link is the one administrator of this browser.
    Granted { token, who: "desk".into() }
}
