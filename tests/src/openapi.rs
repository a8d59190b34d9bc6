use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use chatdesk_api::ProblemCode;
use http::Method;
use jsonschema::Validator;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use crate::Answer;

/// The server's own description of itself, against which every answer is held.
#[derive(Debug)]
pub struct Document {
    root: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// What stands in the names of paths and may not stand in a URI.
const NOT_IN_A_FRAGMENT: &AsciiSet = &CONTROLS.add(b'{').add(b'}').add(b' ').add(b'%');

/// Compiling schemas takes longer than a request: servers with the same document share them.
static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Document>>>> = LazyLock::new(Mutex::default);

impl Document {
    /// Reads the text of `/openapi.json`.
    #[must_use]
    pub fn read(text: &str) -> Arc<Self> {
        let mut known = KNOWN.lock().expect("no test fails while it holds this");
        let document = known.entry(text.to_owned()).or_insert_with(|| {
            let root = serde_json::from_str(text).expect("/openapi.json is JSON");
            Arc::new(Self { root, validators: Mutex::default() })
        });
        Arc::clone(document)
    }

    /// The document as JSON.
    #[must_use]
    pub const fn root(&self) -> &Value {
        &self.root
    }

    /// Checks an answer below the mount: what the contract says of every answer, that its status and
    /// media type are documented for the operation, and its body against the documented schema.
    ///
    /// # Errors
    ///
    /// Says what does not fit.
    pub fn check(&self, method: &Method, path: &str, answer: &Answer) -> Result<(), String> {
        check_common_headers(answer)?;
        if answer.status.is_client_error() || answer.status.is_server_error() {
            self.check_problem(method, answer)?;
        }
        // HEAD is documented by its GET.
        let asked = if method == Method::HEAD { &Method::GET } else { method };
        let Some(operation) = self.operation(asked, path) else {
            return match answer.code() {
                404 | 405 => Ok(()),
                status => Err(format!("{status} from an operation that is not documented")),
            };
        };
        let pointer = self.documented_answer(&operation, answer.code())?;
        let has_content = self.root.pointer(&format!("{pointer}/content")).is_some();
        if !has_content || method == Method::HEAD {
            return if answer.body.is_empty() {
                Ok(())
            } else {
                Err("a body where none may be".into())
            };
        }
        self.check_content(&pointer, answer)
    }

    /// Checks a value against a part of the document, named by a JSON pointer.
    ///
    /// # Errors
    ///
    /// Says where the value does not fit, and how.
    pub fn check_value(&self, pointer: &str, value: &Value) -> Result<(), String> {
        let validator = self.validator(pointer)?;
        let faults: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("at `{}`: {error}", error.instance_path()))
            .collect();
        if faults.is_empty() {
            return Ok(());
        }
        Err(format!("does not conform to {pointer} of /openapi.json: {}", faults.join("; ")))
    }

    fn check_problem(&self, method: &Method, answer: &Answer) -> Result<(), String> {
        if method == Method::HEAD {
            return Ok(());
        }
        if answer.media_type() != "application/problem+json" {
            return Err(format!("a refusal as `{}`", answer.header("content-type")));
        }
        let problem = json_body(answer)?;
        self.check_value("/components/schemas/Problem", &problem)?;
        let code: ProblemCode = serde_json::from_value(problem["code"].clone())
            .map_err(|error| format!("unknown code: {error}"))?;
        if problem["status"] != json!(answer.code()) || !statuses_of(code).contains(&answer.code())
        {
            return Err(format!("code {} with status {}", problem["code"], answer.status));
        }
        if code == ProblemCode::InvalidRequest
            && problem["errors"].as_array().is_none_or(Vec::is_empty)
        {
            return Err("422 without `errors`".into());
        }
        let needed = match answer.code() {
            401 => "www-authenticate",
            405 => "allow",
            429 | 503 => "retry-after",
            _ => return Ok(()),
        };
        if answer.header(needed).is_empty() { Err(format!("without {needed}")) } else { Ok(()) }
    }

    fn check_content(&self, pointer: &str, answer: &Answer) -> Result<(), String> {
        let media_type = answer.media_type();
        let content = format!("{pointer}/content/{}", media_type.replace('/', "~1"));
        if self.root.pointer(&content).is_none() {
            return Err(format!("media type `{media_type}` is not documented for this answer"));
        }
        // Events are looked at one by one as they come; the others are text.
        let text = ["text/event-stream", "application/openmetrics-text", "text/plain", "text/xml"];
        if text.contains(&media_type) {
            return Ok(());
        }
        let schema = format!("{content}/schema");
        if media_type == "application/x-ndjson" {
            return self.check_lines(&schema, answer);
        }
        self.check_value(&schema, &json_body(answer)?)
    }

    /// One value a line, the last line ended as well.
    fn check_lines(&self, schema: &str, answer: &Answer) -> Result<(), String> {
        let text = std::str::from_utf8(&answer.body).map_err(|error| error.to_string())?;
        let text = text.strip_suffix('\n').ok_or("the last line is cut off")?;
        for line in text.split('\n') {
            let value = serde_json::from_str(line)
                .map_err(|error| format!("a line is not JSON ({error}): {line}"))?;
            self.check_value(schema, &value).map_err(|fault| format!("{fault}: {line}"))?;
        }
        Ok(())
    }

    /// The JSON pointer of the operation that a request meets; literal segments win over parameters.
    fn operation(&self, method: &Method, path: &str) -> Option<String> {
        let path = path.split('?').next().unwrap_or_default();
        let verb = method.as_str().to_ascii_lowercase();
        let templates = self.root["paths"].as_object().expect("the document has paths");
        templates
            .iter()
            .filter(|(template, item)| {
                matches_template(template, path) && item.get(&verb).is_some()
            })
            .min_by_key(|(template, _)| template.matches('{').count())
            .map(|(template, _)| format!("/paths/{}/{verb}", template.replace('/', "~1")))
    }

    /// Where the answer with this status is described, references followed.
    fn documented_answer(&self, operation: &str, status: u16) -> Result<String, String> {
        let candidates = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
        let pointer = candidates
            .iter()
            .map(|name| format!("{operation}/responses/{name}"))
            .find(|pointer| self.root.pointer(pointer).is_some())
            .ok_or_else(|| format!("status {status} is not documented for {operation}"))?;
        let target = self.root.pointer(&pointer).and_then(|answer| answer["$ref"].as_str());
        Ok(target.map_or(pointer.clone(), |target| target.trim_start_matches('#').to_owned()))
    }

    fn validator(&self, pointer: &str) -> Result<Arc<Validator>, String> {
        let mut validators = self.validators.lock().expect("no test fails while it holds this");
        if let Some(validator) = validators.get(pointer) {
            return Ok(Arc::clone(validator));
        }
        // The whole document with a `$ref` at its root: so all references in it resolve.
        let mut schema = self.root.clone();
        let fragment = utf8_percent_encode(pointer, NOT_IN_A_FRAGMENT);
        schema["$ref"] = json!(format!("#{fragment}"));
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&schema)
            .map_err(|error| format!("{pointer} of /openapi.json is no schema: {error}"))?;
        let validator = Arc::new(validator);
        validators.insert(pointer.to_owned(), Arc::clone(&validator));
        Ok(validator)
    }
}

fn check_common_headers(answer: &Answer) -> Result<(), String> {
    let names = |header: &str, wanted: &str| {
        answer
            .headers
            .get_all(header)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|part| part.trim().eq_ignore_ascii_case(wanted))
    };
    if !names("cache-control", "no-store") {
        return Err("without `Cache-Control: no-store`".into());
    }
    for (header, wanted) in [
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ] {
        if answer.header(header) != wanted {
            return Err(format!("without `{header}: {wanted}`"));
        }
    }
    if answer.header("x-request-id").is_empty() {
        return Err("without `X-Request-Id`".into());
    }
    if !names("vary", "authorization") {
        return Err("without `Vary: Authorization`".into());
    }
    Ok(())
}

/// The statuses under which the contract lets a code travel.
const fn statuses_of(code: ProblemCode) -> &'static [u16] {
    match code {
        ProblemCode::InvalidJson => &[400],
        ProblemCode::Unauthenticated => &[401],
        ProblemCode::Forbidden | ProblemCode::ChatDisabled => &[403],
        ProblemCode::NotFound => &[404],
        ProblemCode::MethodNotAllowed => &[405],
        ProblemCode::Timeout => &[408],
        ProblemCode::Conflict | ProblemCode::SessionEnded => &[409],
        ProblemCode::TooLarge => &[413],
        ProblemCode::UnsupportedMediaType => &[415],
        ProblemCode::InvalidRequest => &[422],
        ProblemCode::RateLimited => &[429],
        ProblemCode::Internal => &[500],
        ProblemCode::Unavailable => &[503],
        _ => &[],
    }
}

fn json_body(answer: &Answer) -> Result<Value, String> {
    serde_json::from_slice(&answer.body).map_err(|error| format!("the body is not JSON: {error}"))
}

fn matches_template(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) => {
                if !wanted.starts_with('{') && wanted != given {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    const DOCUMENT: &str = r##"{
        "openapi": "3.1.0",
        "paths": {
            "/thing/{id}": {"get": {"responses": {
                "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "304": {"description": "unchanged"}
            }}},
            "/nothing": {"get": {"responses": {"202": {"description": "accepted"}}}},
            "/things": {"get": {"responses": {
                "200": {"content": {"application/x-ndjson": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
            }}}
        },
        "components": {"schemas": {
            "Thing": {"type": "object", "required": ["at"], "properties": {
                "at": {"type": "string", "format": "date-time"}, "note": {"type": ["string", "null"]}
            }},
            "Problem": {"type": "object", "required": ["status", "code", "request_id"]}
        }}
    }"##;

    fn answer(status: u16, media_type: &'static str, body: &'static str) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", media_type.parse().unwrap());
        headers.insert("cache-control", "no-store".parse().unwrap());
        headers.insert("vary", "Authorization".parse().unwrap());
        let policy = "default-src 'none'; frame-ancestors 'none'";
        headers.insert("content-security-policy", policy.parse().unwrap());
        headers.insert("referrer-policy", "no-referrer".parse().unwrap());
        headers.insert("x-content-type-options", "nosniff".parse().unwrap());
        headers.insert("x-request-id", "x".parse().unwrap());
        let status = StatusCode::from_u16(status).unwrap();
        Answer { asked: String::new(), status, headers, body: Bytes::from_static(body.as_bytes()) }
    }

    fn check(path: &str, answer: &Answer) -> Result<(), String> {
        Document::read(DOCUMENT).check(&Method::GET, path, answer)
    }

    const GOOD: &str = r#"{"at": "2026-11-21T09:30:00.123456Z", "note": null}"#;
    const REFUSAL: &str = r#"{"status": 404, "code": "not_found", "request_id": "x"}"#;

    #[test]
    fn an_answer_as_documented_passes() {
        assert_eq!(check("/thing/1", &answer(200, "application/json", GOOD)), Ok(()));
        assert_eq!(check("/thing/1?x=y", &answer(304, "", "")), Ok(()));
        assert_eq!(check("/nothing", &answer(202, "", "")), Ok(()));
        assert_eq!(check("/other", &answer(404, "application/problem+json", REFUSAL)), Ok(()));
    }

    #[test]
    fn an_answer_that_is_not_as_documented_is_found() {
        let json = "application/json";
        let problem = "application/problem+json";
        let wrong = [
            ("/thing/1", answer(200, json, r#"{"note": null}"#)),
            ("/thing/1", answer(200, json, r#"{"at": "yesterday"}"#)),
            ("/thing/1", answer(200, json, r#"{"at": "2026-11-21T09:30:00Z", "note": 7}"#)),
            ("/thing/1", answer(200, json, "")),
            ("/thing/1", answer(200, "text/html", GOOD)),
            ("/thing/1", answer(201, json, GOOD)),
            ("/thing/1", answer(304, "", "x")),
            ("/thing/1", answer(404, problem, REFUSAL)),
            ("/nothing", answer(202, json, GOOD)),
            ("/other", answer(200, json, GOOD)),
            ("/other", answer(404, json, REFUSAL)),
            ("/other", answer(405, problem, REFUSAL)),
            ("/other", answer(404, problem, r#"{"status": 404, "code": "not_found"}"#)),
            (
                "/other",
                answer(404, problem, r#"{"status": 404, "code": "lost", "request_id": "x"}"#),
            ),
        ];
        for (path, answer) in &wrong {
            assert!(check(path, answer).is_err(), "{path}: {answer}");
        }
    }

    #[test]
    fn every_line_of_many_is_looked_at() {
        let lines = |body| check("/things", &answer(200, "application/x-ndjson", body));
        let good = concat!(r#"{"at": "2026-11-21T09:30:00Z"}"#, "\n");
        let two = concat!(r#"{"at": "2026-11-21T09:30:00Z"}"#, "\n", r#"{"at": "later"}"#, "\n");

        assert_eq!(lines(good), Ok(()));
        for wrong in [two, good.trim_end(), "", "\n", "[\n"] {
            assert!(lines(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_answer_that_may_be_kept_is_found() {
        for header in ["cache-control", "vary", "content-security-policy", "x-request-id"] {
            let mut answer = answer(200, "application/json", GOOD);
            answer.headers.remove(header);
            assert!(check("/thing/1", &answer).is_err(), "without {header}");
        }
    }
}
