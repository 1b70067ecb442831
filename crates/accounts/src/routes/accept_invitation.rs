//! Accepting an invitation.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Problem};
use wellmet_foundation::secret::Token;

use super::me::Me;
use super::sign_in;
use crate::password::check_length;
use crate::{Accounts, AccountsError};

/// An invitation's token and the password chosen.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Acceptance {
    #[schema(value_type = String)]
    token: Pii<String>,
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 200)]
    password: Pii<String>,
}

/// Sets the password of an invited person and signs them in. The invitation is used up.
#[utoipa::path(
    post, path = "/api/invitations/accept", tag = "accounts", request_body = Acceptance,
    responses(
        (status = 200, body = Me),
        (status = 404, body = Problem, description = "`invitation-unknown`: unknown, used, expired"),
        (status = 422, body = Problem, description = "`invalid-input`"),
    ),
)]
pub(crate) async fn accept_invitation(
    State(accounts): State<Accounts>,
    Json(input): Json<Acceptance>,
) -> Result<Response, Problem> {
    check_length(&input.password).map_err(|error| Problem::invalid(vec![error]))?;
    let token = Token::parse(&input.token).ok_or(AccountsError::InvitationUnknown)?;
    let signed_in = accounts.accept_invitation(&token, input.password).await?;
    sign_in::answer(&accounts, &signed_in).await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::{House, PASSWORD, newcomer};

    async fn invited(house: &House) -> anyhow::Result<String> {
        let ivy = newcomer("Ivy", "ivy@example.org", &[Role::Administrator]);
        let first = house.accounts.first_administrator("unused", &ivy).await?;
        let url = first.map(|first| first.invitation_url).unwrap_or_default();
        Ok(url.split('#').next_back().unwrap_or_default().to_owned())
    }

    #[tokio::test]
    async fn an_invitation_is_good_once() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let input = json!({"token": invited(&house).await?, "password": PASSWORD});
        let path = "/api/invitations/accept";
        assert_eq!(house.post(None, path, &input).await?.status, 200);
        let again = house.post(None, path, &input).await?;
        assert_eq!(
            (again.status.as_u16(), again.problem()),
            (404, "invitation-unknown")
        );
        let ivy = newcomer("Eve", "eve@example.org", &[Role::Administrator]);
        assert!(
            house
                .accounts
                .first_administrator("", &ivy)
                .await?
                .is_none(),
            "somebody is in"
        );
        Ok(())
    }

    #[tokio::test]
    async fn an_invitation_is_good_for_seven_days() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let input = json!({"token": invited(&house).await?, "password": PASSWORD});
        house
            .ground
            .clock
            .advance(Duration::from_secs(7 * 24 * 3_600));
        let late = house.post(None, "/api/invitations/accept", &input).await?;
        assert_eq!(late.problem(), "invitation-unknown");
        Ok(())
    }

    #[tokio::test]
    async fn an_unknown_token_looks_like_a_used_one() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        for token in ["", "nonsense", "abcdefghijklmnopqrstuvwxyz"] {
            let input = json!({"token": token, "password": PASSWORD});
            let answer = house.post(None, "/api/invitations/accept", &input).await?;
            assert_eq!(answer.problem(), "invitation-unknown");
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_short_password_is_refused_and_the_invitation_stays_good() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let token = invited(&house).await?;
        let short = json!({"token": token, "password": "eleven char"});
        let answer = house.post(None, "/api/invitations/accept", &short).await?;
        assert_eq!(
            (answer.status.as_u16(), answer.problem()),
            (422, "invalid-input")
        );
        let long = json!({"token": token, "password": "twelve chars"});
        assert_eq!(
            house
                .post(None, "/api/invitations/accept", &long)
                .await?
                .status,
            200
        );
        Ok(())
    }
}
