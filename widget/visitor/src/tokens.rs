use std::cell::RefCell;
use std::rc::Rc;

use chatdesk_api::VisitorSession;
use chatdesk_widget_browser::{Api, Granted, Record, TokenSource, Writer};
use chatdesk_widget_engine::Failure;
use js_sys::{Function, JSON, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Where tokens come from: the host's login, or else this browser's own as a visitor.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    api: Api,
    key: String,
    page: String,
    lock: Function,
}

impl Tokens {
    pub(crate) fn new(api: Api, key: String, page: String, lock: Function) -> Self {
        Self { api, key, page, lock }
    }

    /// Tokens of whomever `find` names; where that is nobody, of the visitor.
    pub(crate) fn source(&self, find: Option<Function>) -> TokenSource {
        let tokens = self.clone();
        Rc::new(move |refused| {
            let tokens = tokens.clone();
            let find = find.clone();
            Box::pin(async move {
                if let Some(find) = find
                    && let Some(token) = ask(&find).await?
                {
                    let who = holder(&token);
                    return Ok(Granted { token, who });
                }
                tokens.visitor(refused).await
            })
        })
    }

    /// The token that this browser keeps, or a new one; all tabs end up with the same.
    async fn visitor(&self, refused: Option<String>) -> Result<Granted, Failure> {
        let outcome = Rc::new(RefCell::new(Err(Failure::Network)));
        let found = Rc::clone(&outcome);
        let tokens = self.clone();
        let work = Closure::once_into_js(move || {
            future_to_promise(async move {
                let granted = tokens.find_or_make(refused.as_deref()).await;
                *found.borrow_mut() = granted;
                Ok(JsValue::UNDEFINED)
            })
        });
        let locked = self.lock.call2(&JsValue::UNDEFINED, &self.key.as_str().into(), &work);
        let locked = locked.map_err(|_| Failure::Network)?;
        JsFuture::from(Promise::resolve(&locked)).await.map_err(|_| Failure::Network)?;
        outcome.replace(Err(Failure::Network))
    }

    async fn find_or_make(&self, refused: Option<&str>) -> Result<Granted, Failure> {
        if let Record { token: Some(token), holder: Some(who), .. } = Record::read(&self.key)
            && refused != Some(token.as_str())
        {
            return Ok(Granted { token, who });
        }
        self.api.set_token(None);
        let page = Some(self.page.as_str()).filter(|page| !page.is_empty() && page.len() <= 2_048);
        let body = Writer::new().maybe("page", page).finish();
        let session: VisitorSession = self.api.send("POST", "/visitor/session", body).await?;
        let who = format!("visitor:{}", session.visitor_id);
        let mut record = Record::read(&self.key);
        record.token = Some(session.token.clone());
        record.holder = Some(who.clone());
        record.write(&self.key);
        Ok(Granted { token: session.token, who })
    }
}

/// Asks the host's page for a token; nothing when nobody is logged in.
async fn ask(find: &Function) -> Result<Option<String>, Failure> {
    let promise = find.call0(&JsValue::UNDEFINED).map_err(|_| Failure::Network)?;
    let token = JsFuture::from(Promise::resolve(&promise)).await.map_err(|_| Failure::Network)?;
    Ok(token.as_string().filter(|token| !token.is_empty()))
}

/// Whose token it is, so that nobody finds somebody else's draft; the server alone decides.
fn holder(token: &str) -> String {
    read_subject(token).map_or_else(|| "user".into(), |subject| format!("user:{subject}"))
}

fn read_subject(token: &str) -> Option<String> {
    let payload = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    let payload = web_sys::window()?.atob(&payload).ok()?;
    let claims = JSON::parse(&payload).ok()?;
    let claim = |name: &str| Reflect::get(&claims, &name.into()).ok().filter(|c| !c.is_undefined());
    let subject = claim("sub").or_else(|| claim("user_id"));
    if subject.is_none() {
        // A claim of the host's own choosing: all but what changes with every token.
        let claims: &js_sys::Object = claims.unchecked_ref();
        for passing in ["exp", "iat", "nbf", "jti"] {
            Reflect::delete_property(claims, &passing.into()).ok()?;
        }
    }
    let text: String = JSON::stringify(&subject.unwrap_or(claims)).ok()?.into();
    Some(format!("{:016x}", fingerprint(&text)))
}

/// FNV-1a: no name and no address of anybody is written down.
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
