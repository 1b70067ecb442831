import { expect, test } from "vitest";
import { checkOrder, EMPTY_ORDER, prescriptionOf, type Order } from "./prescribing";

const order: Order = {
  ...EMPTY_ORDER,
  full_name: " Rosa Example ",
  phone: "01632 960001",
  reason: "Lonely since moving",
  to_organisation_id: "org",
  share_reason: true,
  share_attendance: false,
  share_onward: false,
  contact_by_message: true,
};

test("an empty order is told field by field", () => {
  expect(Object.keys(checkOrder(EMPTY_ORDER)).sort()).toEqual([
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

test("a phone number alone is contact enough", () => {
  expect(checkOrder(order)).toEqual({});
});

test("a refused consent is an answer, an unasked one is not", () => {
  expect(checkOrder({ ...order, share_attendance: false })).toEqual({});
  expect(checkOrder({ ...order, share_attendance: undefined })).toHaveProperty("share_attendance");
});

test("empty fields are left out and the consent says which text was asked", () => {
  expect(prescriptionOf(order)).toEqual({
    patient: { full_name: "Rosa Example", phone: "01632 960001" },
    reason: "Lonely since moving",
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
