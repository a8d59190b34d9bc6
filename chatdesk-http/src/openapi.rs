//! The document that describes it all, generated from the handlers.

use chatdesk_api::Problem;
use utoipa::{
    OpenApi,
    openapi::{
        self, Content, HttpMethod, Object, Ref, RefOr, Response, ResponseBuilder, Type,
        path::{Operation, OperationBuilder, ParameterIn},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(title = "chatdesk", description = "Support chat that applications embed."),
    servers((url = ".", description = "Where this document is served")),
    components(schemas(Problem)),
    tags(
        (name = "visitor", description = "Somebody without a login"),
        (name = "chat", description = "Users and visitors; the desk in sessions"),
        (name = "admin", description = "Agents and administrators"),
        (name = "health", description = "For operators")
    )
)]
struct Document;

/// The document before any path is in it.
pub(crate) fn skeleton() -> openapi::OpenApi {
    let mut document = Document::openapi();
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("token", SecurityScheme::Http(token));
    document.paths.add_path_operation("/openapi.json", vec![HttpMethod::Get], itself());
    document
}

/// The operation that answers with the document: no handler of its own can carry its description.
fn itself() -> Operation {
    let object = Content::new(Some(Object::with_type(Type::Object)));
    let answer = ResponseBuilder::new()
        .description("This document, OpenAPI 3.1")
        .content("application/json", object)
        .build();
    OperationBuilder::new()
        .tag("health")
        .summary(Some("This document."))
        .operation_id(Some("show_document"))
        .response("200", answer)
        .build()
}

/// Adds to every operation the problems that it may answer with.
pub(crate) fn document_problems(document: &mut openapi::OpenApi) {
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            for status in statuses(operation) {
                let responses = &mut operation.responses.responses;
                responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(status)));
            }
        }
    }
}

fn statuses(operation: &Operation) -> Vec<&'static str> {
    let has_token = operation.security.is_some();
    let parameters = operation.parameters.iter().flatten();
    let mut places = parameters.filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(&parameter.parameter_in),
        RefOr::Ref(_) => None,
    });
    let has_path = places.clone().any(|place| *place == ParameterIn::Path);
    let has_query = places.any(|place| *place == ParameterIn::Query);
    let has_body = operation.request_body.is_some();
    let mut statuses = vec!["500", "503"];
    // A token may always be sent, and one that does not count is refused everywhere it is read.
    statuses.push("401");
    if has_token {
        statuses.push("403");
    }
    if has_path || operation.tags.iter().flatten().any(|tag| tag == "visitor") {
        statuses.push("404");
    }
    if has_path {
        statuses.extend(["409", "422", "400", "413", "415"]);
    }
    if has_body {
        statuses.extend(["400", "413", "415", "422"]);
    }
    if has_query {
        statuses.push("422");
    }
    statuses
}

fn problem(status: &str) -> Response {
    let description = match status {
        "400" => "The body is not JSON",
        "401" => "Not signed in",
        "403" => "Not allowed, or chat is switched off",
        "404" => "Not there, or not yours",
        "409" => "Does not fit the present state",
        "413" => "The body is too large",
        "415" => "The body is not application/json",
        "422" => "A value does not fit",
        "503" => "Not available at the moment",
        _ => "Internal fault",
    };
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .build()
}
