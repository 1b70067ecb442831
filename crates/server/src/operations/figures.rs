//! Figures for Prometheus.

use std::sync::OnceLock;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use subtle::ConstantTimeEq as _;
use wellmet_foundation::DbError;
use wellmet_foundation::http::Problem;

use super::{Operations, store};
use crate::edge::Origin;

/// Upper bounds of the request histogram, in seconds: from a cached page to a slow report.
const BUCKETS: &[f64] = &[
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Keeps the process's figures. The `metrics` crate has one recorder per process, so there is one.
#[derive(Clone)]
pub(crate) struct Recorder(PrometheusHandle);

impl Recorder {
    /// The process's recorder, installed by whoever asks first.
    pub(crate) fn of_this_process() -> Result<Self, BuildError> {
        static INSTALLED: OnceLock<PrometheusHandle> = OnceLock::new();
        if let Some(handle) = INSTALLED.get() {
            return Ok(Self(handle.clone()));
        }
        let latency = Matcher::Full("wellmet_http_request_seconds".to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(latency, BUCKETS)?;
        let handle = INSTALLED.get_or_init(|| {
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("figures are recorded elsewhere in this process");
            }
            handle
        });
        Ok(Self(handle.clone()))
    }
}

/// Shows the figures to this machine, and to who knows the token.
pub(super) async fn metrics(
    State(operations): State<Operations>,
    origin: Option<Extension<Origin>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let local = origin.is_some_and(|Extension(origin)| is_local(origin));
    if !local && !knows_token(&headers, operations.metrics_token.as_deref()) {
        return Ok((StatusCode::NOT_FOUND, Problem::not_found()).into_response());
    }
    gauge(&operations).await?;
    let handle = &operations.recorder.0;
    handle.run_upkeep();
    Ok(([(CONTENT_TYPE, TEXT_FORMAT)], handle.render()).into_response())
}

/// A proxy on this machine asks for others, so its word is not enough.
fn is_local(origin: Origin) -> bool {
    origin.peer.is_loopback() && !origin.proxied
}

fn knows_token(headers: &HeaderMap, token: Option<&str>) -> bool {
    let presented = headers.get(AUTHORIZATION).map(|value| value.as_bytes());
    match (
        presented.and_then(|value| value.strip_prefix(b"Bearer ")),
        token,
    ) {
        (Some(presented), Some(token)) => presented.ct_eq(token.as_bytes()).into(),
        _ => false,
    }
}

/// Reads from the database what is true of all nodes at this moment.
async fn gauge(operations: &Operations) -> Result<(), DbError> {
    let now = operations.ground.clock.now();
    for backlog in store::backlogs(&operations.ground).await? {
        let consumer = [("consumer", backlog.consumer)];
        let age = backlog
            .oldest
            .map_or(0.0, |oldest| now.since(oldest).as_secs_f64());
        metrics::gauge!("wellmet_deliveries_waiting", &consumer).set(float(backlog.waiting));
        metrics::gauge!("wellmet_deliveries_parked", &consumer).set(float(backlog.parked));
        metrics::gauge!("wellmet_deliveries_oldest_seconds", &consumer).set(age);
    }
    let present = store::people_present(&operations.ground).await?;
    metrics::gauge!("wellmet_people_present").set(float(present));
    Ok(())
}

/// A count as a gauge wants it; none here comes near 2^53.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of rows stay far below 2^53"
)]
fn float(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn the_token_is_needed_whole() {
        let mut headers = HeaderMap::new();
        assert!(!knows_token(&headers, Some("secret")));
        headers.insert(AUTHORIZATION, "Bearer secret".parse().unwrap());
        assert!(knows_token(&headers, Some("secret")));
        assert!(!knows_token(&headers, Some("secrets")));
        assert!(!knows_token(&headers, None));
    }

    #[test]
    fn a_proxy_on_this_machine_is_not_this_machine() {
        let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert!(is_local(Origin {
            peer,
            proxied: false
        }));
        assert!(!is_local(Origin {
            peer,
            proxied: true
        }));
    }
}
