import { expect, test } from "vitest";
import { partsOf } from "./referral-parts";

const membership = { id: "m1", group_id: "g1", group_name: "Tuesday Hearts" };

test("a referral that was taken on asks for a group first, and ends last", () => {
  const parts = partsOf({ status: "accepted" });
  expect(parts.slice(0, 3)).toEqual(["standing", "matching", "order"]);
  expect(parts.at(-1)).toBe("steps");
  expect(parts).toContain("hand-on");
});

test("who has a place is not matched or handed on, and shows the way through the door", () => {
  const parts = partsOf({ status: "in_progress", membership });
  expect(parts).toContain("door-link");
  expect(parts).not.toContain("matching");
  expect(parts).not.toContain("hand-on");
});

test("a referral that a partner works on is not matched here", () => {
  const parts = partsOf({ status: "accepted", handed_on_to: { id: "org-mill", name: "Millpond" } });
  expect(parts).not.toContain("matching");
  expect(parts).toContain("hand-on");
});

test("a course that is over begins with its letter", () => {
  expect(partsOf({ status: "completed" })[0]).toBe("letter");
  expect(partsOf({ status: "failed" })).not.toContain("letter");
});

test("what has ended shows no step that nobody could take, and asks the patient nothing", () => {
  expect(partsOf({ status: "completed" })).not.toContain("steps");
  expect(partsOf({ status: "completed" })).not.toContain("consents");
});
