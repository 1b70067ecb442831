import { expect, test } from "vitest";
import { CONSENT_TEXT_VERSION } from "../src/consent/consent";
import { checkOrder, EMPTY_ORDER, partFrom, prescriptionOf, startFrom, type Order } from "./prescribing";

const SETTINGS = { guardian_below: 16 };
const TODAY = "2026-12-01";

const order: Order = {
  ...EMPTY_ORDER,
  full_name: " Rosa Example ",
  phone: "01632 960001",
  channel: "phone",
  reason: "Lonely since moving",
  to_organisation_id: "org",
  share_reason: true,
  share_attendance: false,
  share_onward: false,
  contact_by_message: true,
};

test("an empty order is told field by field", () => {
  expect(Object.keys(checkOrder(EMPTY_ORDER, SETTINGS, TODAY)).sort()).toEqual([
    "contact_by_message",
    "email",
    "full_name",
    "reason",
    "share_attendance",
    "share_onward",
    "share_reason",
    "to_organisation_id",
  ]);
});

test("of a patient on the register no card is asked", () => {
  const known = { ...order, full_name: "", phone: "", patient_id: "p" };
  expect(checkOrder(known, SETTINGS, TODAY)).toEqual({});
  expect(prescriptionOf(known)).toMatchObject({ patient_id: "p" });
  expect(prescriptionOf(known)).not.toHaveProperty("patient");
});

test("for a minor the guardian is asked, whether the card is new or known", () => {
  for (const patient_id of ["", "p"]) {
    const minor: Order = {
      ...order,
      patient_id,
      birth_date: "2015-01-01",
      guardian_name: "Gia Example",
      guardian_relationship: "mother",
      guardian_contact: "01632 960009",
    };
    expect(Object.keys(checkOrder(minor, SETTINGS, TODAY))).toEqual(["guardian_agrees"]);
    const agreed = { ...minor, guardian_agrees: true };
    expect(checkOrder(agreed, SETTINGS, TODAY)).toEqual({});
    expect(prescriptionOf(agreed).consent.guardian_agrees).toBe(true);
  }
  expect(prescriptionOf(order).consent).not.toHaveProperty("guardian_agrees");
});

test("a refused consent is an answer, an unasked one is not", () => {
  expect(checkOrder({ ...order, share_attendance: false }, SETTINGS, TODAY)).toEqual({});
  const unasked = { ...order, share_attendance: undefined };
  expect(checkOrder(unasked, SETTINGS, TODAY)).toHaveProperty("share_attendance");
});

test("empty fields are left out and the consent says which text was asked", () => {
  expect(prescriptionOf(order)).toEqual({
    patient: { full_name: "Rosa Example", phone: "01632 960001", channel: "phone", identifiers: [] },
    reason: "Lonely since moving",
    urgency: "routine",
    dose: { sessions: 6, rhythm: "weekly" },
    to_organisation_id: "org",
    consent: {
      share_reason: true,
      share_attendance: false,
      share_onward: false,
      contact_by_message: true,
      text_version: "2026-11",
      language: "en",
    },
  });
});

test("what was prescribed last is complete but for the patient", () => {
  const { share_reason, share_attendance, share_onward, contact_by_message } = order;
  const answers = {
    share_reason: share_reason === true,
    share_attendance: share_attendance === true,
    share_onward: share_onward === true,
    contact_by_message: contact_by_message === true,
  };
  const template = {
    reason: "Lonely since moving",
    urgency: "urgent" as const,
    dose: { sessions: 8, rhythm: "weekly" as const },
    to_organisation_id: "org",
    answers,
    text_version: CONSENT_TEXT_VERSION,
    prescribed_at: 0,
  };
  const page = { id: "p", version: 1, identifiers: [], history: [], merged: [], prescriptions: [] };
  const card = { full_name: "Rosa Example", preferred_name: "Rosa" };
  const started: Order = { ...EMPTY_ORDER, patient_id: "p", ...startFrom({ ...page, card, template }) };
  expect(checkOrder(started, SETTINGS, TODAY)).toEqual({});
  expect(started).toMatchObject({ sessions: 8, urgency: "urgent", share_attendance: false });
  const retold = startFrom({ ...page, card, template: { ...template, text_version: "1999-01" } });
  expect(retold).not.toHaveProperty("share_reason");
  expect(retold).toHaveProperty("reason", "Lonely since moving");
  // Somebody else after all: nothing copied of the one is said of the other, and nothing typed is lost.
  const typed = { ...started, goal: "To sing" };
  const other = { ...typed, ...partFrom({ ...page, card, template }, typed) };
  expect(other).toEqual({ ...EMPTY_ORDER, goal: "To sing" });
});
