//! Whether the process answers at all.

/// For a supervisor that restarts what hangs.
pub(super) async fn healthz() -> &'static str {
    "ok"
}
