//! Who looks for a place: what they wish for, where they wait, and what they are offered.

use anyhow::Result;

use crate::meetings::{LANGUAGES, TOPICS};
use crate::sheet::{Sheet, row};
use crate::town::{Builder, DAY, Open};

const TIMES: [(usize, &str); 4] = [
    (35, "morning"),
    (35, "afternoon"),
    (25, "evening"),
    (5, "weekend"),
];
/// Of a hundred people who look for a place.
const WAITING: usize = 30;
const OFFERED: usize = 8;

/// The rows of those who look for a place.
struct Looking {
    wishes: Sheet,
    times: Sheet,
    features: Sheet,
    waits: Sheet,
    offers: Sheet,
}

pub(crate) async fn fill(town: &mut Builder<'_>) -> Result<()> {
    let mut looking = Looking {
        wishes: Sheet::new(
            "wishes",
            "referral_id, topic, language, age, changed_by, changed_at",
        ),
        times: Sheet::new("wished_times", "referral_id, band"),
        features: Sheet::new("wished_features", "referral_id, feature"),
        waits: Sheet::new(
            "waitlist",
            "id, organisation_id, group_id, referral_id, joined_at",
        ),
        offers: Sheet::new(
            "offers",
            "id, organisation_id, group_id, referral_id, status, made_at, made_by, expires_at",
        ),
    };
    for one in std::mem::take(&mut town.open) {
        if one.status == "accepted" {
            looking.wish(town, &one);
            if town.chance.percent(WAITING) {
                looking.wait(town, &one);
            } else if town.chance.percent(OFFERED) {
                looking.offer(town, &one);
            }
        }
    }
    town.write([
        looking.wishes,
        looking.times,
        looking.features,
        looking.waits,
        looking.offers,
    ])
    .await
}

impl Looking {
    fn wish(&mut self, town: &mut Builder<'_>, of: &Open) {
        self.wishes.add(row![
            of.referral,
            *town.chance.one(&TOPICS),
            town.chance.weighted(&LANGUAGES),
            town.chance.within(18, 95),
            of.link_worker,
            of.requested_at + 3 * DAY
        ]);
        self.times
            .add(row![of.referral, town.chance.weighted(&TIMES)]);
        if town.chance.percent(25) {
            self.features.add(row![of.referral, "step_free"]);
        }
    }

    /// In one of the full groups of their charity; whoever has none goes on looking.
    fn wait(&mut self, town: &mut Builder<'_>, of: &Open) {
        let charity = &town.charities[of.charity];
        let full: Vec<_> = charity.groups.iter().filter(|one| one.free == 0).collect();
        if full.is_empty() {
            return;
        }
        let (organisation, group) = (charity.id, town.chance.one(&full).id);
        let at = of.requested_at + 5 * DAY;
        let id = town.id(at);
        self.waits
            .add(row![id, organisation, group, of.referral, at]);
    }

    fn offer(&mut self, town: &mut Builder<'_>, of: &Open) {
        let Some(group) = town.group_with_room(of.charity) else {
            return;
        };
        let charity = &mut town.charities[of.charity];
        charity.groups[group].free -= 1;
        let (organisation, group) = (charity.id, charity.groups[group].id);
        let id = town.id(town.now);
        self.offers.add(row![
            id,
            organisation,
            group,
            of.referral,
            "open",
            town.now - DAY,
            of.link_worker,
            town.now + 7 * DAY
        ]);
    }
}
