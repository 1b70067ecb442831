import type { PatientPage, PatientRow, Prescribing } from "../src/api/types";
import { DAY, mill, now } from "./mock-world.ts";

export const prescribing: Prescribing = {
  guardian_below: 16,
  identifier_systems: [
    { key: "nhs", label: "NHS number", kind: "nhs_number" },
    { key: "record", label: "Record number", kind: "text" },
  ],
  usual: { dose: { sessions: 8, rhythm: "weekly" }, to_organisation_id: mill.id },
};

export const patientRows: PatientRow[] = [
  { id: "pat1", full_name: "Rosa Example", birth_date: "1951-04-23", phone: "01632 960001", email: "rosa@example.org" },
  { id: "pat3", full_name: "Rosalind Sample", birth_date: "1948-11-02", phone: "01632 960001" },
];

export const patientPage: PatientPage = {
  id: "pat1",
  version: 3,
  card: {
    full_name: "Rosa Example",
    preferred_name: "Rosa",
    birth_date: "1951-04-23",
    email: "rosa@example.org",
    phone: "01632 960001",
    address: "1 Sample Street\nExampleton",
    channel: "phone",
    language: "es",
    interpreter: true,
    access: ["captions", "large_print"],
    no_contact: ["voicemail"],
    no_contact_note: "Not when her son is at work.",
    helper: { name: "Hal Helper", contact: "01632 960009" },
  },
  identifiers: [{ system: "nhs", value: "9434765919" }],
  merged: [{ id: "merge1", full_name: "R. Example", merged_at: now - DAY }],
  history: [
    { at: now - 9 * DAY, what: "Added by Pat Prescriber." },
    { at: now - DAY, what: "Changed: phone, helper by Pat Prescriber." },
  ],
  prescriptions: [
    {
      id: "p1",
      own: true,
      prescriber: { id: "staff-pat", name: "Pat Prescriber" },
      to_organisation: mill,
      status: "in_progress",
      dose: { sessions: 6, rhythm: "weekly" },
      prescribed_at: now - 3 * DAY,
      progress: { kind: "dose", attended: 1, of: 6 },
    },
    {
      id: "p9",
      own: false,
      prescriber: { id: "staff-per", name: "Per Prescriber" },
      to_organisation: mill,
      status: "completed",
      dose: { sessions: 8, rhythm: "weekly" },
      prescribed_at: now - 300 * DAY,
    },
  ],
  template: {
    reason: "Has been lonely since she moved, and would like to meet others with a heart condition.",
    goal: "To walk to the shops again.",
    urgency: "routine",
    dose: { sessions: 6, rhythm: "weekly" },
    to_organisation_id: mill.id,
    answers: { share_reason: true, share_attendance: true, share_onward: false, contact_by_message: true },
    prescribed_at: now - 3 * DAY,
  },
};
