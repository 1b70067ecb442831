//! From a cookie to a caller in the request's extensions, where `Who` finds it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use cookie::Cookie;
use http::header::COOKIE;
use wellmet_accounts::STAFF_COOKIE;
use wellmet_door::DOOR_COOKIE;
use wellmet_foundation::http::{Identified, Problem};
use wellmet_vocabulary::{Authenticate, PatientCaller, StaffCaller};

const API: &str = "/api/";
const DOOR_API: &str = "/api/door/";

/// One family of routes: which they are, and whose cookie they read.
pub(super) struct Gate<C> {
    cookie: &'static str,
    guards: fn(&str) -> bool,
    authenticate: Arc<dyn Authenticate<C>>,
}

impl<C> Clone for Gate<C> {
    fn clone(&self) -> Self {
        Self {
            authenticate: Arc::clone(&self.authenticate),
            ..*self
        }
    }
}

impl Gate<StaffCaller> {
    pub(super) fn staff(authenticate: Arc<dyn Authenticate<StaffCaller>>) -> Self {
        Self {
            cookie: STAFF_COOKIE,
            guards: |path| path.starts_with(API) && !path.starts_with(DOOR_API),
            authenticate,
        }
    }
}

impl Gate<PatientCaller> {
    pub(super) fn patients(authenticate: Arc<dyn Authenticate<PatientCaller>>) -> Self {
        Self {
            cookie: DOOR_COOKIE,
            guards: |path| path.starts_with(DOOR_API),
            authenticate,
        }
    }
}

/// Recognises who holds this family's cookie. Whether a caller is needed, the route says.
pub(super) async fn recognise<C: Identified>(
    State(gate): State<Gate<C>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if (gate.guards)(request.uri().path())
        && let Some(token) = presented(&request, gate.cookie)
        && let Some(caller) = gate.authenticate.authenticate(&token).await?
    {
        request.extensions_mut().insert(caller);
    }
    Ok(next.run(request).await)
}

/// The first cookie of that name.
fn presented(request: &Request, name: &str) -> Option<String> {
    let headers = request.headers().get_all(COOKIE).iter();
    headers
        .filter_map(|header| header.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}
