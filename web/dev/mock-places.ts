import type { Demand, DirectoryRow, Fit, GroupDetail, GroupLine, GroupSuggestion, ReferralPlaces } from "../src/api/types";
import { groups, look } from "./mock-data.ts";

const DAY = 86_400_000;
const now = Date.now();

const fits: Fit[] = [
  { speaks: "for", says: "There are 8 free places." },
  { speaks: "for", says: "It is about heart, as wished." },
  { speaks: "for", says: "Somebody there speaks Spanish." },
  { speaks: "against", says: "It meets in the afternoon, not in the evening." },
  { speaks: "unknown", says: "Step-free access: not confirmed." },
  { speaks: "for", says: "6 sessions are ahead, as prescribed." },
];

const suggestion = (group: GroupDetail): GroupSuggestion => {
  const full = group.members >= group.capacity;
  return {
    group,
    ...(group.series
      ? { next_session: { id: "s2", starts_at: look.sessions.session!.starts_at, zone: "Europe/London" } }
      : {}),
    free_places: group.capacity - group.members,
    fits: full ? [{ speaks: "against", says: "It is full; 2 people wait." }] : fits,
    full,
  };
};

export const suggestions = (): GroupSuggestion[] => groups.map(suggestion);

/** What a patient wishes for, is offered and waits for; the routes change it. */
export const places: ReferralPlaces = {
  wishes: { topic: "heart", language: "es", times: ["evening"], age: 70, features: ["step_free"], from_card: false },
  offer: {
    id: "o1",
    version: 1,
    referral_id: "r2",
    patient_name: "Tina Testcase",
    group_id: "g1",
    group_name: "Tuesday Hearts",
    expires_at: now + 5 * DAY,
    automatic: true,
  },
  waits: [
    { referral_id: "r2", patient_name: "Tina Testcase", group_id: "g2", group_name: "Breathe Easy", joined_at: now - DAY, position: 3 },
  ],
  former: [{ membership_id: "m7", group_id: "g3", group_name: "Thursday Singers", ended_at: now - 9 * DAY }],
};

export const line: GroupLine = {
  offers: places.offer ? [places.offer] : [],
  waiting: [
    { referral_id: "r1", patient_name: "Samuel Sample", group_id: "g1", group_name: "Tuesday Hearts", joined_at: now - 2 * DAY, position: 1 },
  ],
};

export const demands: Demand[] = [
  { topic: "heart", language: "es", time: "evening", people: 9, says: "9 people want an evening heart group in Spanish.", since: now - 20 * DAY },
  { topic: "singing", time: "weekend", people: 2, says: "2 people want a weekend singing group.", since: now - 6 * DAY },
  { people: 1, says: "1 person wants a group.", since: now - DAY },
];

export const directory = (): DirectoryRow[] =>
  groups.map((group, place) => ({
    ...group,
    own: place === 0,
    organisation: { id: `org-${place}`, name: place === 0 ? "Oakfield Neighbours (demo)" : "Millpond Partners (demo)" },
    next_at: now + DAY,
  }));
