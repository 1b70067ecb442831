//! Whose device a cookie is.

use async_trait::async_trait;
use wellmet_foundation::DbError;
use wellmet_foundation::secret::Token;
use wellmet_vocabulary::{Authenticate, PatientCaller};

use crate::Door;
use crate::store::devices::{self, DeviceRow};

#[async_trait]
impl Authenticate<PatientCaller> for Door {
    async fn authenticate(&self, cookie: &str) -> Result<Option<PatientCaller>, DbError> {
        let Some(token) = Token::parse(cookie) else {
            return Ok(None);
        };
        let device = self.device_of(&token).await?;
        Ok(device.map(|device| PatientCaller {
            membership: device.membership,
            organisation: device.organisation,
            door_session: device.id,
        }))
    }
}

impl Door {
    /// The device that holds this cookie, while it and its link are in force.
    pub(crate) async fn device_of(&self, cookie: &Token) -> Result<Option<DeviceRow>, DbError> {
        let hash = cookie.hash();
        let mut tx = self.ground.db.read().await?;
        let found = devices::by_cookie(&mut tx, &hash).await?;
        let now = self.ground.clock.now();
        // Found by an index; what is found is compared again in constant time.
        Ok(found.filter(|device| device.cookie_hash == hash && device.is_live(now)))
    }
}
