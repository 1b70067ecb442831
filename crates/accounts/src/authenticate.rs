//! From a cookie to a caller.

use async_trait::async_trait;
use wellmet_foundation::DbError;
use wellmet_foundation::secret::Token;
use wellmet_vocabulary::{Authenticate, StaffCaller};

use crate::session::StaffSession;
use crate::{Accounts, store};

#[async_trait]
impl Authenticate<StaffCaller> for Accounts {
    async fn authenticate(&self, cookie: &str) -> Result<Option<StaffCaller>, DbError> {
        let Some(token) = Token::parse(cookie) else {
            return Ok(None);
        };
        let now = self.ground.clock.now();
        let mut tx = self.ground.db.read().await?;
        let session = store::sessions::by_token(&mut tx, &token.hash()).await?;
        let Some(session) = session.filter(|session| session.is_live(now)) else {
            return Ok(None);
        };
        let roles = store::staff::roles(&mut tx, session.staff_id).await?;
        drop(tx);
        self.note(&session).await?;
        Ok(Some(session.caller(roles)))
    }
}

impl Accounts {
    /// Writes down that the browser still asks, now and then.
    async fn note(&self, session: &StaffSession) -> Result<(), DbError> {
        let now = self.ground.clock.now();
        if !session.is_to_be_noted(now) {
            return Ok(());
        }
        let mut tx = self.ground.db.write().await?;
        store::sessions::note(&mut tx, session.id, now).await?;
        tx.commit().await
    }
}
