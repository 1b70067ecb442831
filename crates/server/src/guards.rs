//! What stands in front of every endpoint, as the description of the API tells it.
//!
//! An endpoint describes what it answers itself. What the edge and the extractors answer in its
//! place follows from where it is, how it is asked and what it takes, and is added here once.

use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response, ResponseBuilder};

/// Where people come from who are not known yet.
const FOR_STRANGERS: [&str; 4] = [
    "/api/sign-in",
    "/api/invitations/accept",
    "/api/door/look",
    "/api/door/join",
];
/// What every person of staff may ask, in whatever role.
const FOR_ALL_STAFF: [&str; 3] = ["/api/me", "/api/sign-out", "/api/live"];
const DOOR: &str = "/api/door/";
const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

/// Adds to each operation the problems that it can be answered with before it begins.
pub(crate) fn described(mut description: OpenApi) -> OpenApi {
    for (path, item) in &mut description.paths.paths {
        if let Some(get) = &mut item.get {
            add(get, path, false);
            name_problems(get);
        }
        let changing = [
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ];
        for operation in changing.into_iter().flatten() {
            add(operation, path, true);
            name_problems(operation);
        }
    }
    description
}

/// Problems have a media type of their own (RFC 9457), which endpoints need not repeat.
fn name_problems(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else {
            continue;
        };
        if response.content.get(JSON).is_some_and(is_problem)
            && let Some(content) = response.content.swap_remove(JSON)
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(content) = content else {
        return false;
    };
    matches!(&content.schema, Some(RefOr::Ref(schema)) if schema.ref_location.ends_with("/Problem"))
}

fn add(operation: &mut Operation, path: &str, changes: bool) {
    let (body, query) = (operation.request_body.is_some(), takes_query(operation));
    let known = !FOR_STRANGERS.contains(&path);
    let by_role = known && !path.starts_with(DOOR) && !FOR_ALL_STAFF.contains(&path);
    let problems = [
        (query, "400", "`bad-query`"),
        (body, "400", "`unreadable`: not JSON"),
        (known, "401", "`sign-in-required` or `door-required`"),
        (by_role, "403", "`not-allowed`"),
        (changes, "403", "`cross-site`"),
        (path.contains('{'), "404", "`not-found`"),
        (body, "413", "`too-large`"),
        (body, "415", "`unreadable`: not sent as JSON"),
        (body, "422", "`unreadable`: not of this shape"),
        (true, "500", "`internal`"),
        (true, "503", "`busy` or `took-too-long`, with Retry-After"),
    ];
    for (_, status, description) in problems.into_iter().filter(|(applies, ..)| *applies) {
        let responses = &mut operation.responses.responses;
        responses
            .entry(status.to_owned())
            .or_insert_with(|| problem(description));
    }
}

fn takes_query(operation: &Operation) -> bool {
    let is_query = |parameter: &RefOr<Parameter>| match parameter {
        RefOr::T(parameter) => matches!(parameter.parameter_in, ParameterIn::Query),
        RefOr::Ref(_) => false,
    };
    operation.parameters.iter().flatten().any(is_query)
}

fn problem(description: &str) -> RefOr<Response> {
    let schema = Ref::from_schema_name("Problem");
    ResponseBuilder::new()
        .description(description)
        .content(JSON, Content::new(Some(schema)))
        .into()
}
