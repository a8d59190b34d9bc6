//! The document that describes it all, generated from the handlers.

mod examples;
mod problems;

use utoipa::{
    OpenApi,
    openapi::{
        self, Content, HttpMethod, Object, RefOr, ResponseBuilder, Schema, SecurityRequirement,
        Type,
        header::HeaderBuilder,
        path::{Operation, OperationBuilder, PathItem},
        schema::AnyOf,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "chatdesk",
        description = "Support chat that applications embed.\n\nEvery refusal is a problem document (RFC 9457); \
                       branch on its `code`. Every answer carries `X-Request-Id`. A path that is there, but not with \
                       the method that was asked, is 405 with `Allow`."
    ),
    servers((url = ".", description = "Where this document is served")),
    components(schemas(chatdesk_api::Problem)),
    tags(
        (name = "visitor", description = "Somebody without a login"),
        (name = "chat", description = "Users and visitors; the desk in sessions"),
        (name = "ticket", description = "What somebody wants to have solved; its customer, and the desk"),
        (name = "admin", description = "Agents and administrators"),
        (name = "panel", description = "Staff among themselves: who is not in a conversation never hears of it"),
        (name = "webhooks", description = "What providers post. Each is 404 unless its channel is configured"),
        (name = "health", description = "For operators")
    )
)]
struct Document;

/// The document before any path is in it.
pub(crate) fn skeleton() -> openapi::OpenApi {
    let mut document = Document::openapi();
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "The host's JWT, or a token that this server gave out (`cdv_…`, `cdt_…`)",
        ))
        .build();
    let signed = ApiKeyValue::with_description(
        "X-Chatdesk-Signature",
        "For a proxy with sessions of its own, where the server knows its secret: `v1=` and the hex HMAC-SHA256 of \
         the lines `v1`, timestamp, method, target, user, role, name; with `X-Chatdesk-User`, `-Role`, `-Name` and \
         `-Timestamp` beside it",
    );
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    components.add_security_scheme("signed", SecurityScheme::ApiKey(ApiKey::Header(signed)));
    components.responses.extend(problems::all());
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

/// Adds to every operation what they have in common: ways to say who asks, problems, headers, examples.
pub(crate) fn complete(document: &mut openapi::OpenApi) {
    for item in document.paths.paths.values_mut() {
        for (method, operation) in operations(item) {
            problems::add(&method, operation);
            let is_metrics = operation.operation_id.as_deref() == Some("show_metrics");
            if !is_metrics && let Some(ways) = &mut operation.security {
                ways.push(SecurityRequirement::new::<_, [String; 0], String>("signed", []));
            }
            if let Some(RefOr::T(unchanged)) = operation.responses.responses.get_mut("304") {
                let text = Object::with_type(Type::String);
                let etag = HeaderBuilder::new().schema(Some(text)).build();
                unchanged.headers.insert("ETag".to_owned(), etag.into());
            }
            examples::add(operation);
        }
    }
    let read = document.components.as_mut().and_then(|all| all.schemas.get_mut("ReadUpTo"));
    if let Some(RefOr::T(schema)) = read {
        allow_several(schema);
    }
}

/// Two members with the ids `user` and `admin` read as two sides do: what fits one form may fit another, too.
fn allow_several(schema: &mut Schema) {
    if let Schema::OneOf(forms) = schema {
        let mut any = AnyOf::new();
        any.items = std::mem::take(&mut forms.items);
        any.description = forms.description.take();
        *schema = any.into();
    }
}

/// The operations of a path, by method.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}
