//! A runtime that dies without ceremony.

use tokio::runtime::{Builder, Runtime};

/// The runtime of one house. Dropping it ends every task where it stands, as SIGKILL does: no
/// destructor of a higher order, no last word.
pub(crate) struct Life(Option<Runtime>);

impl Life {
    pub(crate) fn begin() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// Does `work` within this life.
    pub(crate) async fn live<T: Send + 'static>(
        &self,
        work: impl Future<Output = anyhow::Result<T>> + Send + 'static,
    ) -> anyhow::Result<T> {
        match &self.0 {
            Some(runtime) => runtime.spawn(work).await?,
            None => anyhow::bail!("this life is over"),
        }
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
