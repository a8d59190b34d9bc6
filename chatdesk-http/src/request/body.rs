use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use chatdesk_api::ProblemCode;
use chatdesk_core::{ClientId, Given, Invalid};
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{auth::SignedContent, edge::TooLate, problem::Problem};

/// How large a body may be.
const MAX_BYTES: usize = 64 * 1024;
/// How much more of a body that is too large is read, so that its sender gets to read the answer.
const MAX_DRAINED: usize = 4 * 1024 * 1024;

/// A body that is JSON, of at most 64 KiB; no body is `{}`.
///
/// Rejects with a [`Problem`]: `too_large`, `unsupported_media_type` or `invalid_json`. What is in it is looked at later,
/// so that a command can refuse it in its turn.
pub struct JsonBody {
    value: Value,
    key: Given<Option<ClientId>>,
}

/// Hides what somebody wrote.
impl std::fmt::Debug for JsonBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsonBody").finish_non_exhaustive()
    }
}

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let key = idempotency_key(request.headers());
        let is_json = is_json(request.headers());
        let signed = SignedContent::of(request.headers())?;
        let bytes = raw(request, MAX_BYTES).await?;
        if let Some(signed) = signed {
            signed.check(&bytes)?;
        }
        if bytes.is_empty() {
            return Ok(Self { value: Value::Object(serde_json::Map::new()), key });
        }
        if !is_json {
            let detail = "a body needs the header Content-Type: application/json";
            return Err(Problem::new(ProblemCode::UnsupportedMediaType, detail));
        }
        let value = serde_json::from_slice(&bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let detail = format!("the body is not JSON: see line {line}, column {column}");
            Problem::new(ProblemCode::InvalidJson, detail)
        })?;
        Ok(Self { value, key })
    }
}

impl JsonBody {
    /// Reads the body as `T`; unknown fields are ignored.
    ///
    /// # Errors
    /// [`Invalid`] names the field that does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Given<T> {
        if !self.value.is_object() {
            return Err(Invalid::new("", "the body must be a JSON object"));
        }
        serde_path_to_error::deserialize(&self.value).map_err(|error| {
            let message = error.inner().to_string();
            let place = pointer(error.path()) + &missing_field(&message);
            Invalid::new(place, without_value(&message))
        })
    }

    /// Reads the body as `T`, and apart from it the client id, so that a repeat is known whatever else is wrong.
    pub(crate) fn read_with_client_id<T: DeserializeOwned>(&self) -> (Option<ClientId>, Given<T>) {
        match self.client_id() {
            Ok(client_id) => (client_id, self.read()),
            Err(invalid) => (None, Err(invalid)),
        }
    }

    /// The client id of the body, or of the header `Idempotency-Key`.
    fn client_id(&self) -> Given<Option<ClientId>> {
        let in_header = self.key.clone()?;
        let in_body = match self.value.get("client_id") {
            None | Some(Value::Null) => return Ok(in_header),
            Some(Value::String(text)) => text,
            Some(_) => return Err(Invalid::new("/client_id", "is not text")),
        };
        let in_body: ClientId =
            in_body.parse().map_err(|error: chatdesk_core::ParseClientIdError| {
                Invalid::new("/client_id", error.to_string())
            })?;
        if in_header.is_some_and(|id| id != in_body) {
            let detail = "differs from the header Idempotency-Key; send one, or the same twice";
            return Err(Invalid::new("/client_id", detail));
        }
        Ok(Some(in_body))
    }
}

fn idempotency_key(headers: &HeaderMap) -> Given<Option<ClientId>> {
    let invalid = |detail: String| Invalid::new("Idempotency-Key", detail);
    let mut values = headers.get_all("idempotency-key").iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(invalid("the header is there twice; send one".to_owned()));
    }
    let text = value.to_str().map_err(|_| invalid("the header is not ASCII".to_owned()))?;
    text.parse()
        .map(Some)
        .map_err(|error: chatdesk_core::ParseClientIdError| invalid(error.to_string()))
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

/// A body as it came, of at most so many bytes.
pub(crate) async fn raw(request: Request, most: usize) -> Result<Bytes, Problem> {
    let mut body = request.into_body();
    let mut kept = BytesMut::new();
    let mut n_read = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| unread(&error))?;
        let Ok(data) = frame.into_data() else { continue };
        n_read += data.len();
        if n_read <= most {
            kept.extend_from_slice(&data);
        } else if n_read > most + MAX_DRAINED {
            break;
        }
    }
    if n_read > most {
        let detail = format!("the body has more than {most} bytes; that is the most there may be");
        return Err(Problem::new(ProblemCode::TooLarge, detail));
    }
    Ok(kept.freeze())
}

/// Why a body could not be read to its end.
fn unread(error: &axum::Error) -> Problem {
    // Each body around another one wraps its errors.
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<TooLate>() {
            let detail = "the body took too long to arrive; send it again";
            return Problem::new(ProblemCode::Timeout, detail);
        }
        cause = error.source();
    }
    // The sender is gone or broke the transfer; nobody will read the answer.
    Problem::new(ProblemCode::InvalidJson, "the body ended before its declared length")
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => pointer.push_str(&index.to_string()),
            Segment::Map { key } => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => pointer.push_str(variant),
            Segment::Unknown => pointer.push('?'),
        }
    }
    pointer
}

/// The last step to a field that is not there: serde points at the object that should have it.
fn missing_field(message: &str) -> String {
    let name = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    name.map(|name| format!("/{name}")).unwrap_or_default()
}

/// What serde says, without the text that it quotes: an answer repeats nothing that somebody wrote.
fn without_value(message: &str) -> String {
    if let Some((_, expected)) =
        message.strip_prefix("unknown variant `").and_then(|rest| rest.split_once("`, "))
    {
        return format!("is not known; {expected}");
    }
    match (message.find('"'), message.rfind('"')) {
        (Some(from), Some(to)) if from < to => {
            format!("{}{}", &message[..from].trim_end(), &message[to + 1..])
        }
        _ => message.to_owned(),
    }
}
