//! The one who tells people.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use wellmet_foundation::Ground;
use wellmet_foundation::events::Consumer;
use wellmet_vocabulary::{DoorKey, PublicUrl};

use crate::consumer::WriteMails;
use crate::letter::Links;
use crate::post::Post;
use crate::sender;
use crate::settings::MailSettings;

/// Tells people what happened, by mail. Cheap to clone.
#[derive(Clone)]
pub struct Notify {
    pub(crate) ground: Ground,
    pub(crate) links: Links,
    pub(crate) post: Post,
}

impl Notify {
    /// Mails by `settings`, with links computed from `key` that lead to `public_url`. Call it
    /// within a tokio runtime.
    pub fn new(
        ground: Ground,
        key: DoorKey,
        public_url: PublicUrl,
        settings: MailSettings,
    ) -> Self {
        let post = Post::new(settings, ground.clock.clone(), &public_url);
        let links = Links { key, public_url };
        Self {
            ground,
            links,
            post,
        }
    }

    /// Writes the mails that events cause.
    pub fn consumers(&self) -> Vec<Arc<dyn Consumer>> {
        vec![Arc::new(WriteMails(self.ground.clone()))]
    }

    /// Sends what is due, until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) {
        sender::run(&self, &shutdown).await;
    }
}

impl std::fmt::Debug for Notify {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Notify")
    }
}
