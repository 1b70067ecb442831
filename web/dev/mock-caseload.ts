import type {
  Answers,
  CaseloadRow,
  Concerns,
  LogEntry,
  ReferralDetail,
  Task,
  View,
  Work as WorkOf,
} from "../src/api/types";
import { DAY, elm, history, HOUR, mill, now, oak } from "./mock-world.ts";

const day = (days: number): string => new Date(now + days * DAY).toISOString().slice(0, 10);
const lin = { id: "staff-lin", name: "Lin Linkworker" };
type Work = Pick<
  ReferralDetail,
  | "stage"
  | "version"
  | "assigned_to"
  | "next_contact_on"
  | "handed_on_here"
  | keyof Answers
  | "answering"
  | "tasks"
>;
const asNew: Work = {
  stage: "new",
  version: 1,
  handed_on_here: false,
  share_attendance: true,
  share_reason: true,
  share_onward: false,
  contact_by_message: true,
  answering: { organisation: elm, ours: false, until_taken_on: true },
  tasks: [],
};
const over = { organisation: elm, ours: false, until_taken_on: false };
const asOurs: Work = {
  ...asNew,
  stage: "contacted",
  version: 3,
  assigned_to: { id: "staff-all", name: "Alex Allroles" },
  answering: { organisation: oak, person: { id: "staff-all", name: "Alex Allroles" }, ours: true, until_taken_on: false },
};

export const colleagues = [{ id: "staff-all", name: "Alex Allroles" }, lin];

export const tasks: Task[] = [
  {
    id: "t1",
    kind: "first_missed_session",
    due_on: day(-1),
    referral: { id: "r3", patient_name: "Rosa Example" },
    assigned_to: { id: "staff-all", name: "Alex Allroles" },
  },
  {
    id: "t2",
    kind: "by_hand",
    words: "Ask Tina’s daughter which evenings suit them.",
    due_on: day(2),
    referral: { id: "r2", patient_name: "Tina Testcase" },
    assigned_to: { id: "staff-all", name: "Alex Allroles" },
  },
  { id: "t3", kind: "by_hand", words: "Order more leaflets." },
];

export const log: LogEntry[] = [
  {
    id: "l2",
    contact: { channel: "phone", outcome: "reached" },
    text: "Would like evenings, because she looks after her grandson by day.\nSpeaks Spanish at home.",
    next_contact_on: day(2),
    by: "Alex Allroles",
    at: now - HOUR,
  },
  { id: "l1", text: "Prefers to be called before noon.", by: "Lin Linkworker", at: now - DAY },
];

export const concerns: Concerns = {
  flags: [{ id: "f1", kind: "risk", text: "Falls easily; ask about steps.", raised_by: "Lin Linkworker", raised_at: now - DAY }],
  incidents: [
    {
      id: "i1",
      kind: "wrong_person",
      happened_on: day(-1),
      text: "A neighbour came through the link and left again.",
      follow_up: "Make a new door link and tell Rosa.",
      recorded_by: "Fay Facilitator",
      recorded_at: now - HOUR,
    },
  ],
};

export const work: WorkOf = {
  of: lin,
  referrals: 34,
  next_contacts: 12,
  tasks: 5,
  prescriptions: 21,
  groups: [{ id: "g1", name: "Tuesday Hearts" }],
};

export const views: View[] = [
  { id: "v1", name: "Mine, due", filters: { tab: "open", stage: null, whose: "mine", assigned_to: null, due: true, urgent: false, flagged: false, order: "next_contact" } },
];

export const referrals: ReferralDetail[] = [
  {
    ...asNew,
    id: "r1",
    urgency: "urgent",
    patient: { full_name: "Samuel Sample", preferred_name: "Samuel", phone: "01632 960002" },
    reason: "Wants company.",
    dose: { sessions: 6, rhythm: "weekly" },
    from_organisation: elm,
    status: "requested",
    requested_at: now - HOUR,
    history: history.slice(0, 1),
  },
  {
    ...asOurs,
    next_contact_on: day(2),
    tasks: tasks.slice(1, 2),
    id: "r2",
    urgency: "routine",
    patient: { full_name: "Tina Testcase", preferred_name: "Tina", email: "tina@example.org" },
    reason: "Would like to talk with people who know what asthma is like.",
    dose: { sessions: 6, rhythm: "weekly" },
    from_organisation: elm,
    status: "accepted",
    requested_at: now - DAY,
    history: history.slice(0, 2),
  },
  {
    ...asOurs,
    stage: "matched",
    tasks: tasks.slice(0, 1),
    id: "r3",
    urgency: "routine",
    patient: { full_name: "Rosa Example", preferred_name: "Rosa", email: "rosa@example.org" },
    reason: "Has been lonely since she moved.",
    dose: { sessions: 6, rhythm: "weekly" },
    from_organisation: elm,
    status: "in_progress",
    requested_at: now - 3 * DAY,
    membership: { id: "m1", group_id: "g1", group_name: "Tuesday Hearts" },
    history,
  },
  {
    ...asOurs,
    id: "r4",
    urgency: "urgent",
    patient: {
      full_name: "Xaver Example",
      preferred_name: "Xaver",
      birth_date: "1946-02-11",
      phone: "01632 960004",
      address: "2 Sample Street\nExampleton",
      channel: "letter",
      language: "pl",
      interpreter: true,
      access: ["captions", "large_print"],
      no_contact: ["voicemail"],
      helper: { name: "Hal Helper", contact: "01632 960009" },
    },
    goal: "To meet somebody every week.",
    dose: { sessions: 8, rhythm: "weekly" },
    from_organisation: elm,
    status: "on_hold",
    status_reason: "In hospital until spring.",
    requested_at: now - 9 * DAY,
    history: [...history.slice(0, 2), { at: now - DAY, what: "Put on hold by Lin Linkworker", why: "In hospital until spring." }],
  },
  {
    ...asOurs,
    id: "r5",
    urgency: "routine",
    patient: { full_name: "Yara Yonder", preferred_name: "Yara", phone: "01632 960005" },
    reason: "Cares for her mother, and sees nobody else.",
    dose: { sessions: 6, rhythm: "weekly" },
    from_organisation: elm,
    status: "accepted",
    handed_on_to: mill,
    answering: { organisation: mill, ours: false, until_taken_on: false },
    requested_at: now - 12 * DAY,
    history: [...history.slice(0, 2), { at: now - DAY, what: "Handed on to Millpond Partners (demo)" }],
  },
  {
    ...asOurs,
    answering: over,
    id: "r6",
    stage: "first_session_attended",
    urgency: "routine",
    patient: { full_name: "Zoe Zander", preferred_name: "Zoe", email: "zoe@example.org" },
    reason: "Wants to walk more, and not alone.",
    dose: { sessions: 6, rhythm: "weekly" },
    from_organisation: elm,
    status: "completed",
    status_reason: "Came to five of six sessions and goes on walking with two of the group.",
    requested_at: now - 90 * DAY,
    history: [...history.map((line) => ({ ...line, at: line.at - 80 * DAY })), { at: now - 9 * DAY, what: "Completed by Lin Linkworker" }],
  },
  ended("r7", "Abel Ackers", "rejected", "We have no group in the evening before summer."),
  ended("r8", "Berta Bloggs", "cancelled"),
  ended("r9", "Carl Cooper", "failed", "Moved to another town before a group was found."),
];

function ended(id: string, full_name: string, status: "rejected" | "cancelled" | "failed", why?: string): ReferralDetail {
  const said = { rejected: "Declined by Lin Linkworker", cancelled: "Ended by Lin Linkworker", failed: "Ended by Lin Linkworker" };
  return {
    ...asOurs,
    answering: over,
    id,
    urgency: "routine",
    patient: { full_name, preferred_name: full_name.split(" ")[0]!, phone: "01632 960007" },
    reason: "Wants company.",
    dose: { sessions: 6, rhythm: "weekly" },
    from_organisation: elm,
    status,
    status_reason: why ?? null,
    requested_at: now - 20 * DAY,
    history: [...history.slice(0, 1), { at: now - DAY, what: said[status], why: why ?? null }],
  };
}

const next = { r2: day(2), r3: day(0) } as Record<string, string>;

export const caseload: CaseloadRow[] = referrals.map((one) => ({
  id: one.id,
  patient_name: one.patient.full_name,
  from_organisation: one.from_organisation,
  status: one.status,
  stage: one.stage,
  urgency: one.urgency,
  requested_at: one.requested_at,
  assigned_to: one.assigned_to ?? null,
  next_contact_on: next[one.id] ?? null,
  group_name: one.membership?.group_name ?? null,
  handed_on_to: one.handed_on_to?.name ?? null,
  flags: one.id === "r3" ? 1 : 0,
  tasks: one.tasks.length,
}));
