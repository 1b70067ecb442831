//! The committed description of the API is the one the routes give.

use std::path::Path;

use serde_json::Value;

const COMMITTED: &str = "../../web/src/api/openapi.json";

#[tokio::test]
async fn the_committed_description_is_not_stale() -> anyhow::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(COMMITTED);
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let current: Value = serde_json::from_str(&wellmet_server::document().await?)?;
    assert!(
        committed == current,
        "web/src/api/openapi.json is stale: run `make api`"
    );
    Ok(())
}
