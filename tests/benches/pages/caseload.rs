//! What link workers keep beside referrals: contacts, what has to be done, and concerns.

use anyhow::Result;

use crate::sheet::{Sheet, row};
use crate::town::{Builder, DAY, Open, civil};

const CHANNELS: [(usize, &str); 4] = [(70, "phone"), (15, "email"), (10, "sms"), (5, "letter")];
const OUTCOMES: [(usize, &str); 4] = [
    (55, "reached"),
    (20, "message_left"),
    (20, "no_answer"),
    (5, "wrong_contact"),
];
/// Of a hundred referrals that have not ended.
const WITH_TASK: usize = 35;
const FLAGGED: usize = 5;
const WITH_INCIDENT: usize = 1;

/// The rows beside referrals.
struct Work {
    log: Sheet,
    tasks: Sheet,
    flags: Sheet,
    incidents: Sheet,
    views: Sheet,
}

pub(crate) async fn fill(town: &mut Builder<'_>) -> Result<()> {
    let mut work = Work {
        log: Sheet::new(
            "referral_log",
            "id, organisation_id, referral_id, staff_id, channel, outcome, text, written_at",
        ),
        tasks: Sheet::new(
            "tasks",
            "id, organisation_id, referral_id, kind, words, due_on, assigned_to, made_by, made_at, \
             done_at, done_by",
        ),
        flags: Sheet::new(
            "referral_flags",
            "id, organisation_id, referral_id, kind, text, raised_by, raised_at",
        ),
        incidents: Sheet::new(
            "incidents",
            "id, organisation_id, referral_id, kind, happened_on, text, follow_up, recorded_by, \
             recorded_at",
        ),
        views: Sheet::new(
            "caseload_views",
            "id, organisation_id, staff_id, name, query, kept_at",
        ),
    };
    let open = std::mem::take(&mut town.open);
    for one in open.iter().filter(|one| one.status != "requested") {
        work.contacts(town, one);
        work.task(town, one);
        work.concerns(town, one);
    }
    town.open = open;
    work.views(town);
    town.write([work.log, work.tasks, work.flags, work.incidents, work.views])
        .await
}

impl Work {
    fn contacts(&mut self, town: &mut Builder<'_>, of: &Open) {
        for time in 0..town.chance.within(1, 8) {
            let at = of.requested_at + (2 + time * 3) * DAY;
            let id = town.id(at);
            self.log.add(row![
                id,
                town.charities[of.charity].id,
                of.referral,
                of.link_worker,
                town.chance.weighted(&CHANNELS),
                town.chance.weighted(&OUTCOMES),
                "Told them about the groups nearby; would like to think about it.",
                at
            ]);
        }
    }

    /// A task that is open, and now and then one that was done before it.
    fn task(&mut self, town: &mut Builder<'_>, of: &Open) {
        if !town.chance.percent(WITH_TASK) {
            return;
        }
        let mine = town.chance.percent(80).then_some(of.link_worker);
        let done = town.now - DAY;
        let earlier = town.chance.percent(50).then_some(done);
        for done in [None].into_iter().chain(earlier.map(Some)) {
            let at = of.requested_at + 3 * DAY;
            let (id, due) = (town.id(at), town.now + town.chance.within(-5, 14) * DAY);
            self.tasks.add(row![
                id,
                town.charities[of.charity].id,
                of.referral,
                "by_hand",
                "Call again about the group.",
                civil(due).0,
                mine,
                of.link_worker,
                at,
                done,
                done.map(|_| of.link_worker)
            ]);
        }
    }

    fn concerns(&mut self, town: &mut Builder<'_>, of: &Open) {
        let (organisation, at) = (town.charities[of.charity].id, of.requested_at + 4 * DAY);
        if town.chance.percent(FLAGGED) {
            let (id, kind) = (town.id(at), *town.chance.one(&["risk", "safeguarding"]));
            self.flags.add(row![
                id,
                organisation,
                of.referral,
                kind,
                "Lives alone and has fallen twice this winter.",
                of.link_worker,
                at
            ]);
        }
        if town.chance.percent(WITH_INCIDENT) {
            let id = town.id(at);
            self.incidents.add(row![
                id,
                organisation,
                of.referral,
                "health",
                civil(at).0,
                "Felt faint during a call.",
                "Ask the practice whether to go on.",
                of.link_worker,
                at
            ]);
        }
    }

    /// Two for each link worker.
    fn views(&mut self, town: &mut Builder<'_>) {
        for at in 0..town.charities.len() {
            for person in town.charities[at].link_workers.clone() {
                for (name, query) in [
                    ("Mine to call", r#"{"whose":"mine","due":true}"#),
                    ("Waiting longest", r#"{"tab":"new"}"#),
                ] {
                    let id = town.id(town.now);
                    let organisation = town.charities[at].id;
                    self.views
                        .add(row![id, organisation, person, name, query, town.now]);
                }
            }
        }
    }
}
