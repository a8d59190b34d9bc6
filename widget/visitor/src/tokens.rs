use std::rc::Rc;

use chatdesk_api::VisitorSession;
use chatdesk_widget_browser::{
    Api, Decode as _, Done, Granted, Record, TokenSource, Writer, find_token, in_turn, joined,
    subject,
};
use chatdesk_widget_engine::Failure;
use wasm_bindgen::JsValue;

/// Where tokens come from: the host's login, or else this browser's own as a visitor.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    api: Api,
    key: Rc<str>,
    /// The page that the visitor is on, without query and fragment: those may be secret.
    page: Rc<str>,
}

impl Tokens {
    pub(crate) fn new(api: Api, key: &str, page: &str) -> Self {
        Self { api, key: key.into(), page: page.into() }
    }

    /// Tokens of whomever `find` names; where that is nobody, of the visitor.
    pub(crate) fn source(&self, find: Option<JsValue>) -> TokenSource {
        let tokens = self.clone();
        Rc::new(move |refused, done| {
            let Some(find) = &find else { return tokens.find_as_visitor(refused, done) };
            let tokens = tokens.clone();
            find_token(find, move |token| match token {
                None => done(Err(Failure::Network)),
                Some(token) if token.is_empty() => tokens.find_as_visitor(refused, done),
                Some(token) => {
                    let who = holder(&token);
                    done(Ok(Granted { token, who }));
                }
            });
        })
    }

    /// The token that this browser keeps, or a new one; all tabs end up with the same.
    fn find_as_visitor(&self, refused: Option<String>, done: Done<Granted>) {
        let tokens = self.clone();
        in_turn(&self.key, move |release| {
            if let Record { token: Some(token), holder: Some(who), .. } = Record::read(&tokens.key)
                && refused.as_ref() != Some(&token)
            {
                release();
                done(Ok(Granted { token, who }));
                return;
            }
            tokens.make(Box::new(move |granted| {
                release();
                done(granted);
            }));
        });
    }

    fn make(&self, done: Done<Granted>) {
        self.api.set_token(None);
        let page = Some(&*self.page).filter(|page| !page.is_empty() && page.len() <= 2_048);
        let body = Writer::new().maybe("page", page).finish();
        let key = Rc::clone(&self.key);
        let made = move |json| {
            done(match json {
                Ok(json) => VisitorSession::decode(&json)
                    .map(|session| keep(&key, session))
                    .ok_or(Failure::Network),
                Err(failure) => Err(failure),
            });
        };
        self.api.ask("POST", "/visitor/session", Some(&body), Box::new(made));
    }
}

/// From now on this browser is that visitor.
fn keep(key: &str, VisitorSession { token, visitor_id }: VisitorSession) -> Granted {
    let who = joined(&["visitor:", &visitor_id]);
    let mut record = Record::read(key);
    record.token = Some(token.clone());
    record.holder = Some(who.clone());
    record.write(key);
    Granted { token, who }
}

/// Whose token it is, so that nobody finds somebody else's draft; no name is written down.
fn holder(token: &str) -> String {
    let mut hash = fingerprint(&subject(token));
    let mut who = String::from("user:");
    for _ in 0..16 {
        who.push(char::from(b'a' + u8::try_from(hash & 15).unwrap_or_default()));
        hash >>= 4;
    }
    who
}

/// FNV-1a.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn two_people_have_two_fingerprints() {
        assert_ne!(fingerprint("\"7\""), fingerprint("\"8\""));
        assert_eq!(fingerprint("\"7\""), fingerprint("\"7\""));
    }
}
