//! What every request passes on its way to a route, and every answer on its way back.
//!
//! From the outside in: the answer is given its headers; the request its id, its span and its
//! count; a panic becomes a problem, and so does a request that takes too long; whence it comes is found out; a request another site made a
//! browser send is refused; then a cookie becomes a caller. Staff and patients have a cookie each,
//! and each family of routes reads its own only.

mod caller;
mod cross_site;
mod headers;
mod origin;
mod panics;
mod patience;
mod streams;
mod trace;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use wellmet_foundation::Ground;
use wellmet_vocabulary::{Authenticate, PatientCaller, PublicUrl, StaffCaller};

use self::caller::Gate;
use self::streams::Streams;
use crate::network::Network;

pub(crate) use self::origin::Origin;
pub use self::patience::Patience;

/// The largest body a page ever sends.
const LARGEST_BODY: usize = 64 * 1_024;

/// What the edge needs to know.
#[derive(Clone)]
pub(crate) struct Edge {
    pub(crate) ground: Ground,
    pub(crate) public_url: PublicUrl,
    pub(crate) proxies: Arc<[Network]>,
    pub(crate) staff: Arc<dyn Authenticate<StaffCaller>>,
    pub(crate) patients: Arc<dyn Authenticate<PatientCaller>>,
    pub(crate) patience: Patience,
    pub(crate) shutdown: CancellationToken,
}

impl Edge {
    /// Puts every layer around `routes`.
    pub(crate) fn around(self, routes: Router) -> Router {
        let policy = headers::Policy::new(&self.public_url);
        let streams = Streams::new(self.ground.clock.clone(), self.shutdown);
        let staff = Gate::staff(self.staff);
        let patients = Gate::patients(self.patients);
        // The last layer added is the first a request meets.
        routes
            .layer(from_fn_with_state(patients, caller::recognise))
            .layer(from_fn_with_state(staff, caller::recognise))
            .layer(from_fn_with_state(self.public_url, cross_site::refuse))
            .layer(from_fn_with_state(self.proxies, origin::find_out))
            .layer(DefaultBodyLimit::max(LARGEST_BODY))
            .layer(from_fn_with_state(self.patience, patience::end))
            .layer(CatchPanicLayer::custom(panics::told_kindly))
            .layer(from_fn_with_state(self.ground, trace::follow))
            .layer(from_fn_with_state(streams, streams::end_with_the_house))
            .layer(CompressionLayer::new())
            .layer(from_fn_with_state(policy, headers::add))
    }
}
