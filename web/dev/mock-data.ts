import type {
  AuditRow,
  Look,
  Mail,
  Me,
  Partnerships,
  People,
  PrescriptionDetail,
  Register,
  SessionRow,
  StaffMember,
  Visit,
} from "../src/api/types";
import { DAY, elm, fay, history, HOUR, mill, now, oak } from "./mock-world.ts";

export const DOOR_TOKEN = "mockmockmockmockmockmockmo";

export const me: Me = {
  id: "staff-all",
  name: "Alex Allroles",
  email: "alex@example.org",
  organisation: oak,
  roles: ["prescriber", "link_worker", "facilitator", "administrator"],
};

export const staff: StaffMember[] = [
  { id: me.id, name: me.name, email: me.email, roles: me.roles },
  { id: fay.id, name: fay.name, email: "fay@example.org", roles: ["facilitator"] },
  { id: "staff-lin", name: "Lin Linkworker", email: "lin@example.org", roles: ["link_worker", "facilitator"], closed_at: now - DAY },
];

export const partnerships: Partnerships = {
  partnerships: [
    { ...elm, from_them_since: now - 90 * DAY },
    { ...mill, to_them_since: now - 9 * DAY, from_them_since: now - 9 * DAY },
  ],
  invitations: [
    {
      id: "pi1",
      name: "Harbour Choir (demo)",
      to_them: true,
      from_them: false,
      made_at: now - DAY,
      expires_at: now + 27 * DAY,
    },
  ],
};

const answers = (share_attendance: boolean) => ({
  share_reason: true,
  share_attendance,
  share_onward: true,
  contact_by_message: true,
  consents: (["share_reason", "share_attendance", "share_onward", "contact_by_message"] as const).map((question) => ({
    question,
    given: question !== "share_attendance" || share_attendance,
    text_version: "2026-11",
    language: "en",
    by: "Pat Prescriber",
    at: now - 3 * DAY,
  })),
});

export const prescriptions: PrescriptionDetail[] = [
  {
    id: "p1",
    patient_id: "pat1",
    urgency: "routine",
    version: 1,
    patient_name: "Rosa Example",
    reason: "Has been lonely since she moved, and would like to meet others with a heart condition.",
    dose: { sessions: 6, rhythm: "weekly" },
    to_organisation: mill,
    status: "in_progress",
    prescribed_at: now - 3 * DAY,
    progress: { kind: "dose", attended: 1, of: 6, joined_on: new Date(now).toISOString().slice(0, 10) },
    patient: { full_name: "Rosa Example", preferred_name: "Rosa", email: "rosa@example.org", phone: "01632 960001" },
    ...answers(true),
    history,
  },
  {
    id: "p2",
    patient_id: "pat2",
    urgency: "routine",
    version: 1,
    patient_name: "Samuel Sample",
    reason: "Wants company.",
    dose: { sessions: 6, rhythm: "weekly" },
    to_organisation: mill,
    status: "requested",
    prescribed_at: now - HOUR,
    progress: { kind: "not_shared" },
    patient: { full_name: "Samuel Sample", preferred_name: "Samuel", phone: "01632 960002" },
    ...answers(false),
    history: history.slice(0, 1),
  },
  {
    id: "p3",
    patient_id: "pat3",
    urgency: "urgent",
    version: 2,
    patient_name: "Tina Testcase",
    reason: "Would like to talk with people who know what asthma is like.",
    dose: { sessions: 6, rhythm: "weekly" },
    to_organisation: mill,
    status: "rejected",
    status_reason: "We have no group in the evening before summer.",
    prescribed_at: now - 2 * DAY,
    progress: { kind: "none_yet" },
    patient: { full_name: "Tina Testcase", preferred_name: "Tina", email: "tina@example.org" },
    ...answers(true),
    history: [...history.slice(0, 1), { at: now - DAY, what: "Declined by Lin Linkworker", why: "We have no group in the evening before summer." }],
  },
  {
    id: "p4",
    patient_id: "pat4",
    urgency: "routine",
    version: 5,
    patient_name: "Zoe Zander",
    reason: "Wants to walk more, and not alone.",
    goal: "To walk to the shops again.",
    dose: { sessions: 6, rhythm: "weekly" },
    to_organisation: mill,
    status: "completed",
    status_reason: "Came to five of six sessions and goes on walking with two of the group.",
    prescribed_at: now - 90 * DAY,
    progress: { kind: "dose", attended: 5, of: 6 },
    patient: { full_name: "Zoe Zander", preferred_name: "Zoe", email: "zoe@example.org" },
    ...answers(true),
    history: history.map((line) => ({ ...line, at: line.at - 80 * DAY })),
  },
];

export const course = {
  shared: true,
  dose: { attended: 1, partial: 0, brief: 0, tried: 1, missed: 0, not_counted: 0, unknown: 0, of: 6 },
  sessions: [
    {
      local_date: "2026-11-17",
      joined: false,
      verdict: "tried" as const,
      explanation: "Tried to join. A technical problem kept the sound and picture away.",
    },
    {
      local_date: "2026-11-24",
      joined: true,
      verdict: "attended" as const,
      explanation: "Counted as attended: there for more than half of the session.",
    },
    { local_date: "2026-12-01", joined: true },
  ],
};

export { groups } from "./mock-groups.ts";

export const sessions: SessionRow[] = [
  {
    id: "s2",
    group: { id: "g1", name: "Tuesday Hearts" },
    starts_at: now + HOUR / 6,
    ends_at: now + HOUR,
    zone: "Europe/London",
    state: "scheduled",
    expected: 4,
  },
  {
    id: "s3",
    group: { id: "g1", name: "Tuesday Hearts" },
    starts_at: now + 7 * DAY,
    ends_at: now + 7 * DAY + HOUR,
    zone: "Europe/London",
    state: "scheduled",
    expected: 4,
  },
  {
    id: "s1",
    group: { id: "g1", name: "Tuesday Hearts" },
    starts_at: now - 20 * HOUR,
    ends_at: now - 19 * HOUR,
    zone: "Europe/London",
    state: "closed",
    expected: 4,
  },
];

export const people: People = {
  expected: [{ membership_id: "m5", full_name: "Xaver Example", display_name: "Xaver", media: "none" }],
  waiting: [
    {
      membership_id: "m1",
      full_name: "Rosa Example",
      display_name: "Rosa",
      door_session_id: "d1",
      new_device: true,
      party: 2,
      since_at: now - 120_000,
      media: "none",
    },
    { membership_id: "m2", full_name: "Uma Untold", display_name: "U.", door_session_id: "d2", media: "none" },
  ],
  here: [
    {
      membership_id: "m3",
      full_name: "Victor Void",
      display_name: "Vic",
      door_session_id: "d3",
      since_at: now - 300_000,
      media: "flowing",
    },
  ],
  missing: [{ membership_id: "m4", full_name: "Wilma Whatever", display_name: "Wilma", media: "none" }],
  left: [],
};

export const register: Register = {
  session: sessions[2]!,
  state: "proposed",
  version: 1,
  rows: [
    {
      membership_id: "m1",
      full_name: "Rosa Example",
      verdict: "attended",
      dwell_seconds: 3180,
      window_seconds: 3600,
      explanation: "Counted as attended: media 15:02-15:55, one reconnect, rule 3.",
    },
    {
      membership_id: "m2",
      full_name: "Uma Untold",
      verdict: "tried",
      dwell_seconds: 0,
      window_seconds: 3600,
      explanation: "Tried to join at 15:04, but no sound or picture arrived: a technical failure.",
    },
    {
      membership_id: "m4",
      full_name: "Wilma Whatever",
      verdict: "no_show",
      dwell_seconds: 0,
      window_seconds: 3600,
      explanation: "Was invited and did not press Join.",
    },
  ],
};

export const look: Look = {
  greeting_name: "Rosa",
  display_name: "Rosa",
  group_language: "en",
  organisation_name: "Oakfield Neighbours (demo)",
  sessions: { state: "open", session: { id: "s2", starts_at: now + HOUR / 6, ends_at: now + HOUR, zone: "Europe/London" } },
  share_attendance: true,
  facilitator_names: ["Fay"],
};

export const visit: Visit = {
  state: "waiting",
  session: { id: "s2", starts_at: now + HOUR / 6, ends_at: now + HOUR, zone: "Europe/London" },
  display_name: "Rosa",
  party: 1,
  new_device: true,
  facilitator_names: ["Fay"],
  share_attendance: true,
  started: false,
  may_enter: false,
};

export const audit: AuditRow[] = [
  {
    id: "a2",
    at: now - HOUR,
    actor: { kind: "staff", id: "staff-lin", name: "Lin Linkworker" },
    action: "door_link.read",
    subject: { kind: "membership", id: "0198c0de-0000-7000-8000-000000000001" },
  },
  {
    id: "a1",
    at: now - 2 * HOUR,
    actor: { kind: "staff", id: "staff-fay", name: "Fay Facilitator" },
    action: "visit.removed",
    subject: { kind: "door_session", id: "0198c0de-0000-7000-8000-000000000002" },
    reason: "Asked to leave.",
  },
];

export const mails: Mail[] = [
  {
    id: "mail1",
    at: now - HOUR,
    to: "rosa@example.org",
    subject: "Your group",
    text: `Hello Rosa,\n\nYour group meets on Tuesday. This is your own link, the same every week:\n\nhttp://localhost:8080/d/${DOOR_TOKEN}\n\nIf you did not expect this, you can ignore it.`,
  },
];
