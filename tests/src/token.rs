use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{HostKey, Request, TempFolder, unix_now};

/// The secret that servers under test share with the host that these tests play.
pub const JWT_SECRET: &str = "a-secret-for-tests-of-forty-characters!!";

/// A host's token in the making, written by hand so that it can also be wrong.
#[derive(Clone, Debug)]
pub struct Jwt {
    header: Value,
    claims: Value,
    secret: String,
}

impl Jwt {
    /// A good token of this person, valid for an hour.
    #[must_use]
    pub fn of(sub: &str) -> Self {
        Self {
            header: json!({"alg": "HS256", "typ": "JWT"}),
            claims: json!({"sub": sub, "exp": unix_now() + 3_600}),
            secret: JWT_SECRET.to_owned(),
        }
    }

    /// Sets a claim.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims[name] = value.into();
        self
    }

    /// Leaves a claim out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.claims.as_object_mut().expect("claims are an object").remove(name);
        self
    }

    /// Names another algorithm in the header; the signature stays HMAC-SHA256.
    #[must_use]
    pub fn algorithm(mut self, name: &str) -> Self {
        self.header["alg"] = json!(name);
        self
    }

    /// Sets a member of the header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header[name] = value.into();
        self
    }

    /// The token with a signature of this key; the header says what it said before.
    #[must_use]
    pub fn signed_by(&self, key: &HostKey) -> String {
        Self::of_texts(&self.header.to_string(), &self.claims.to_string(), key)
    }

    /// A token of these two texts, whatever they are.
    #[must_use]
    pub fn of_texts(header: &str, claims: &str, key: &HostKey) -> String {
        let signed =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// The claims as they stand.
    #[must_use]
    pub const fn claims(&self) -> &Value {
        &self.claims
    }

    /// Signs with another key.
    #[must_use]
    pub fn secret(mut self, secret: &str) -> Self {
        secret.clone_into(&mut self.secret);
        self
    }

    /// The token as it travels.
    #[must_use]
    pub fn sign(&self) -> String {
        let signed = self.signed_part();
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("any length");
        mac.update(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    /// The token with an empty signature.
    #[must_use]
    pub fn unsigned(&self) -> String {
        format!("{}.", self.signed_part())
    }

    fn signed_part(&self) -> String {
        let header = URL_SAFE_NO_PAD.encode(self.header.to_string());
        let claims = URL_SAFE_NO_PAD.encode(self.claims.to_string());
        format!("{header}.{claims}")
    }
}

/// A token that opens the ticket of this number at the server of this folder, made as the server makes it.
#[must_use]
pub fn ticket_token(folder: &TempFolder, number: u64) -> String {
    own_token(folder, "cdt_", &json!({"t": number, "i": unix_now() * 1_000_000}))
}

/// A token of this visitor, which is good until then, made as the server of this folder makes it.
#[must_use]
pub fn visitor_token(folder: &TempFolder, visitor_id: &str, expires_at: i64) -> String {
    let issued_at = unix_now() * 1_000_000;
    own_token(folder, "cdv_", &json!({"v": visitor_id, "x": expires_at, "i": issued_at}))
}

fn own_token(folder: &TempFolder, kind: &str, claims: &Value) -> String {
    let path = folder.join("chatdesk-data/secret");
    let text = std::fs::read_to_string(path).expect("the server has made its secret");
    let digits = text.trim().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(&String::from_utf8_lossy(pair), 16).expect("hex");
    let secret: Vec<u8> = digits.chunks(2).map(byte).collect();
    let of_folder = hmac(&secret, b"chatdesk own tokens v1");
    let key = hmac(&of_folder, format!("chatdesk own token {kind} v1").as_bytes());
    let payload = format!("{kind}{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let tag = URL_SAFE_NO_PAD.encode(hmac(&key, payload.as_bytes()));
    format!("{payload}.{tag}")
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// What a proxy says of whom it has recognised, signed by hand so that it can also be wrong.
#[derive(Clone, Debug)]
pub struct SignedHeaders {
    /// `X-Chatdesk-Timestamp`.
    pub timestamp: String,
    /// The method.
    pub method: String,
    /// The target.
    pub target: String,
    /// `X-Chatdesk-User`.
    pub user: String,
    /// `X-Chatdesk-Role`.
    pub role: Option<String>,
    /// `X-Chatdesk-Name`.
    pub name: Option<String>,
    /// `X-Chatdesk-Content-SHA256`.
    pub content: Option<String>,
    /// What it is signed with.
    pub secret: String,
}

impl SignedHeaders {
    /// A user's, made now for this request.
    #[must_use]
    pub fn of(user: &str, request: &Request, secret: &str) -> Self {
        Self {
            timestamp: unix_now().to_string(),
            method: request.method.to_string(),
            target: request.target.clone(),
            user: user.to_owned(),
            role: None,
            name: None,
            content: None,
            secret: secret.to_owned(),
        }
    }

    /// The value of `X-Chatdesk-Signature`.
    #[must_use]
    pub fn signature(&self) -> String {
        let [role, name] = [&self.role, &self.name].map(|text| text.clone().unwrap_or_default());
        let (timestamp, method, target) = (&self.timestamp, &self.method, &self.target);
        let mut lines =
            format!("v1\n{timestamp}\n{method}\n{target}\n{}\n{role}\n{name}", self.user);
        if let Some(content) = &self.content {
            lines = format!("{lines}\n{content}");
        }
        let digits: Vec<_> = hmac(self.secret.as_bytes(), lines.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("v1={}", digits.concat())
    }

    /// Puts headers and signature on a request.
    #[must_use]
    pub fn apply(&self, request: Request) -> Request {
        let headers = [
            ("x-chatdesk-role", &self.role),
            ("x-chatdesk-name", &self.name),
            ("x-chatdesk-content-sha256", &self.content),
        ];
        let request = request
            .header("x-chatdesk-user", &self.user)
            .header("x-chatdesk-timestamp", &self.timestamp)
            .header("x-chatdesk-signature", self.signature());
        headers.into_iter().fold(request, |request, (name, value)| match value {
            Some(value) => request.header(name, value),
            None => request,
        })
    }
}
