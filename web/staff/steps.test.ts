import { expect, test } from "vitest";
import { stepsFrom, wantsReason } from "./steps";

test("what has ended leads nowhere", () => {
  for (const status of ["rejected", "completed", "cancelled", "failed"] as const) {
    expect(stepsFrom(status)).toEqual([]);
  }
});

test("only what rests can go on", () => {
  const statuses = ["requested", "accepted", "in_progress", "on_hold"] as const;
  expect(statuses.filter((status) => stepsFrom(status).includes("resume"))).toEqual(["on_hold"]);
});

test("an end without a group is explained, and a patient's change of mind need not be", () => {
  expect(wantsReason("complete", "accepted")).toBe(true);
  expect(wantsReason("complete", "in_progress")).toBe(false);
  expect(wantsReason("hold", "in_progress")).toBe(true);
  expect(wantsReason("cancel", "accepted")).toBe(false);
});
