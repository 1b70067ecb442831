import { expect, test } from "vitest";
import { cardValues, checkCard, EMPTY_CARD, needsGuardian, patientOf, type CardValues } from "./card";

const rosa: CardValues = { ...EMPTY_CARD, full_name: " Rosa Example ", phone: "01632 960001", channel: "phone" };
const TODAY = "2026-12-01";

test("the way by which somebody likes to be reached must be there", () => {
  expect(checkCard(rosa, 16, TODAY)).toEqual({});
  for (const [channel, field] of [["email", "email"], ["letter", "address"]] as const) {
    expect(Object.keys(checkCard({ ...rosa, channel }, 16, TODAY))).toEqual([field]);
  }
});

test("a minor needs a guardian until the birthday itself", () => {
  const born = (birth_date: string) => needsGuardian({ ...rosa, birth_date }, 16, TODAY);
  expect(born("2010-12-02")).toBe(true);
  expect(born("2010-12-01")).toBe(false);
  expect(born("")).toBe(false);
  const child = { ...rosa, birth_date: "2015-01-01" };
  expect(Object.keys(checkCard(child, 16, TODAY))).toEqual([
    "guardian_name",
    "guardian_relationship",
    "guardian_contact",
  ]);
});

test("what was left empty is left out", () => {
  expect(patientOf(rosa)).toEqual({
    full_name: "Rosa Example",
    phone: "01632 960001",
    channel: "phone",
    identifiers: [],
  });
});

test("a card that is read and sent again is the same card", () => {
  const values: CardValues = {
    ...rosa,
    full_name: "Rosa Example",
    preferred_name: "Rosa",
    access: ["captions"],
    helper_name: "Hal Helper",
    helper_contact: "01632 960009",
    identifiers_nhs: "9434765919",
  };
  const sent = patientOf(values);
  expect(cardValues({ ...sent, preferred_name: "Rosa" }, sent.identifiers ?? [])).toEqual(values);
});
