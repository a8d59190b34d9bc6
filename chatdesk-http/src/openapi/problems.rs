//! The refusals that operations have in common.

use utoipa::openapi::{
    Content, HttpMethod, Object, Ref, RefOr, Response, ResponseBuilder, Type,
    header::{Header, HeaderBuilder},
    path::{Operation, ParameterIn},
};

/// Status, name in the document, description.
const PROBLEMS: [(&str, &str, &str); 14] = [
    ("400", "InvalidJson", "The body is not JSON: `invalid_json`"),
    ("401", "Unauthenticated", "Not signed in: `unauthenticated`"),
    (
        "403",
        "Forbidden",
        "Not for this role, sent by a page of another origin, or not proven to come from the provider: `forbidden`; or chat \
         is switched off: `chat_disabled`",
    ),
    ("404", "NotFound", "Not there, or not yours: `not_found`"),
    ("405", "MethodNotAllowed", "There, but not with this method: `method_not_allowed`"),
    ("408", "Timeout", "The body took too long to arrive: `timeout`"),
    (
        "409",
        "Conflict",
        "Does not fit the present state: `conflict`, `session_ended`, `window_closed`",
    ),
    ("413", "TooLarge", "The body is too large: `too_large`"),
    ("415", "UnsupportedMediaType", "The body is not `application/json`: `unsupported_media_type`"),
    ("422", "InvalidRequest", "A value does not fit; `errors` names it: `invalid_request`"),
    ("429", "RateLimited", "Too often: `rate_limited`"),
    ("500", "Internal", "A fault of ours: `internal`"),
    (
        "503",
        "Unavailable",
        "Not available at the moment; ask again with the same `client_id`: `unavailable`",
    ),
    ("default", "Problem", "A refusal"),
];

/// All of them, by name.
pub(super) fn all() -> impl Iterator<Item = (String, RefOr<Response>)> {
    PROBLEMS.iter().map(|(status, name, description)| {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let mut answer = ResponseBuilder::new()
            .description(*description)
            .content("application/problem+json", content)
            .header("X-Request-Id", header(Type::String, "What to quote to the operator"));
        answer = match *status {
            "401" => answer.header("WWW-Authenticate", header(Type::String, "`Bearer`")),
            "405" => answer.header("Allow", header(Type::String, "The methods that are there")),
            "429" | "503" => {
                let help = "After so many seconds asking again may help";
                answer.header("Retry-After", header(Type::Integer, help))
            }
            _ => answer,
        };
        ((*name).to_owned(), answer.build().into())
    })
}

fn header(kind: Type, description: &str) -> Header {
    let schema = Object::with_type(kind);
    HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build()
}

/// Adds those that an operation may answer with and does not describe itself.
pub(super) fn add(method: &HttpMethod, operation: &mut Operation) {
    for status in statuses(method, operation) {
        let name = PROBLEMS.iter().find(|(known, ..)| *known == status).map(|(_, name, _)| name);
        let Some(name) = name else { continue };
        let reference = || RefOr::Ref(Ref::from_response_name(*name));
        operation.responses.responses.entry(status.to_owned()).or_insert_with(reference);
    }
}

fn statuses(method: &HttpMethod, operation: &Operation) -> Vec<&'static str> {
    let mut statuses = vec!["500", "503"];
    // To everybody else this operation is not there.
    if operation.operation_id.as_deref() == Some("show_metrics") {
        return statuses;
    }
    // Nobody is asked who they are, and whatever is proven is taken.
    if operation.tags.iter().flatten().any(|tag| tag == "webhooks") {
        statuses.extend(["403", "404"]);
        if *method != HttpMethod::Get {
            statuses.extend(["400", "408", "413"]);
        }
        return statuses;
    }
    let parameters = operation.parameters.iter().flatten();
    let mut places = parameters.filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(&parameter.parameter_in),
        RefOr::Ref(_) => None,
    });
    let has_path = places.clone().any(|place| *place == ParameterIn::Path);
    let has_query = places.any(|place| *place == ParameterIn::Query);
    let is_of_visitors = operation.tags.iter().flatten().any(|tag| tag == "visitor");
    if operation.security.is_some() {
        statuses.extend(["401", "403", "429"]);
    }
    if is_of_visitors {
        statuses.extend(["403", "404", "429"]);
    }
    if has_path {
        statuses.extend(["404", "422"]);
    }
    if has_query {
        statuses.push("422");
    }
    if *method != HttpMethod::Get {
        statuses.extend(["400", "403", "408", "409", "413", "415", "422"]);
    }
    statuses
}
