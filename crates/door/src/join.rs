//! From a link to a device: looking through the door, and pressing Join.

use wellmet_foundation::Tx;
use wellmet_foundation::http::ClientAddress;
use wellmet_foundation::secret::Token;
use wellmet_vocabulary::DomainEvent;

use crate::choice::Choice;
use crate::display_name::DisplayName;
use crate::store::devices::{self, DeviceRow, NewDevice};
use crate::store::greeting;
use crate::store::links::{self, LinkRow};
use crate::store::sessions::Meeting;
use crate::{Door, DoorError};

/// What somebody sends who presses Join.
pub(crate) struct Joining {
    pub(crate) token: String,
    /// As typed; the prefilled name when absent.
    pub(crate) display_name: Option<DisplayName>,
    pub(crate) party: i64,
    pub(crate) from: Option<ClientAddress>,
    /// The device's cookie, when it has one already.
    pub(crate) cookie: Option<Token>,
}

/// A link seen from outside.
pub(crate) struct Seen {
    pub(crate) greeting: greeting::Greeting,
    pub(crate) sharing: Option<greeting::Sharing>,
    pub(crate) facilitators: Vec<String>,
    pub(crate) choice: Choice,
}

impl Door {
    /// Looks through a link. Changes nothing.
    pub(crate) async fn look(
        &self,
        token: &str,
        from: Option<ClientAddress>,
    ) -> Result<Seen, DoorError> {
        let token = Token::parse(token).ok_or(DoorError::LinkUnknown)?;
        self.limits.look(&token.hash(), from)?;
        let mut tx = self.ground.db.read().await?;
        let link = self.live(&mut tx, &token).await?;
        let greeting = greeting::of_membership(&mut tx, link.membership, link.generation).await?;
        let greeting = greeting.ok_or(DoorError::LinkUnknown)?;
        Ok(Seen {
            sharing: greeting::sharing(&mut tx, greeting.prescription).await?,
            facilitators: greeting::facilitators(&mut tx, link.group).await?,
            choice: self
                .chosen(&mut tx, link.group, link.membership_ended_at)
                .await?
                .0,
            greeting,
        })
    }

    /// Exchanges a link for the cookie of this device, and lets it into the waiting room where one
    /// is open. A device that has its cookie already stays the same device.
    pub(crate) async fn join(&self, joining: Joining) -> Result<Token, DoorError> {
        let token = Token::parse(&joining.token).ok_or(DoorError::LinkUnknown)?;
        self.limits.join(&token.hash(), joining.from)?;
        self.turn_away_strangers(&token).await?;
        let mut tx = self.ground.db.write().await?;
        let link = self.live(&mut tx, &token).await?;
        if !links::hold(&mut tx, link.membership, link.generation).await? {
            return Err(DoorError::LinkUnknown);
        }
        let (device, cookie) = self.this_device(&mut tx, &link, joining).await?;
        let over = link.membership_ended_at;
        let (choice, _) = self.chosen(&mut tx, link.group, over).await?;
        if let Some(meeting) = choice.meant() {
            self.record_join(&mut tx, &device, meeting).await?;
        }
        if let Some(meeting) = choice.entered() {
            self.step_in(&mut tx, &device, meeting).await?;
        }
        tx.commit().await?;
        Ok(cookie)
    }

    /// An unknown token is answered without the database's only write lock.
    async fn turn_away_strangers(&self, token: &Token) -> Result<(), DoorError> {
        let mut tx = self.ground.db.read().await?;
        self.live(&mut tx, token).await.map(drop)
    }

    /// The link of this token; unknown, expired and revoked ones are alike.
    async fn live(&self, tx: &mut Tx, token: &Token) -> Result<LinkRow, DoorError> {
        let hash = token.hash();
        let found = links::by_hash(tx, &hash).await?;
        let now = self.ground.clock.now();
        // Found by an index over hashes; what is found is compared again in constant time.
        let live = found.filter(|link| link.token_hash == hash && link.is_live(now));
        live.ok_or(DoorError::LinkUnknown)
    }

    /// The device that joins, remembered from before or from now on, with its cookie.
    async fn this_device(
        &self,
        tx: &mut Tx,
        link: &LinkRow,
        joining: Joining,
    ) -> Result<(DeviceRow, Token), DoorError> {
        let name = self.name_shown(tx, link, joining.display_name).await?;
        let now = self.ground.clock.now();
        if let Some(cookie) = joining.cookie
            && let Some(device) = devices::by_cookie(tx, &cookie.hash()).await?
            && device.is_live(now)
            && (device.membership, device.generation) == (link.membership, link.generation)
        {
            devices::refresh(tx, device.id, &name, joining.party, now).await?;
            return Ok((device, cookie));
        }
        let cookie = Token::random(&self.ground.rng);
        let new = NewDevice {
            id: self.ground.id(),
            organisation: link.organisation,
            membership: link.membership,
            generation: link.generation,
            cookie: &cookie.hash(),
            display_name: &name,
            party: joining.party,
            now,
        };
        devices::add(tx, &new).await?;
        let added = devices::one(tx, link.organisation, new.id).await?;
        Ok((added.ok_or(DoorError::Unknown)?, cookie))
    }

    async fn name_shown(
        &self,
        tx: &mut Tx,
        link: &LinkRow,
        typed: Option<DisplayName>,
    ) -> Result<DisplayName, DoorError> {
        if let Some(name) = typed {
            return Ok(name);
        }
        let greeting = greeting::of_membership(tx, link.membership, link.generation).await?;
        let greeting = greeting.ok_or(DoorError::LinkUnknown)?;
        DisplayName::parse(&greeting.chosen_name.unwrap_or(greeting.alias))
    }

    /// E1: somebody pressed Join.
    async fn record_join(
        &self,
        tx: &mut Tx,
        device: &DeviceRow,
        meeting: &Meeting,
    ) -> Result<(), DoorError> {
        let event = DomainEvent::DoorJoined {
            session: meeting.id,
            membership: device.membership,
            door_session: device.id,
        };
        event.append(tx, &self.ground, device.organisation).await?;
        self.hint(tx, device.organisation, meeting.id, device.membership);
        Ok(())
    }
}
