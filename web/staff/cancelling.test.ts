import { expect, test } from "vitest";
import { cameToNothing, isOver, whatCancellingDoes } from "./cancelling";

const order = { patient_name: "Rosa Example", to_organisation: { name: "Example Charity" } };

test("who has a place is said to lose it, in a group without a name", () => {
  const said = whatCancellingDoes({ ...order, status: "in_progress" });
  expect(said).toMatch(/^Rosa Example has a place in a group\. It ends/);
});

test("before anybody decided, nobody has begun", () => {
  expect(whatCancellingDoes({ ...order, status: "requested" })).toMatch(/has not decided on it yet/);
  expect(whatCancellingDoes({ ...order, status: "on_hold" })).toMatch(/has accepted it/);
});

test("what is over stays over", () => {
  expect(isOver("cancelled")).toBe(true);
  expect(isOver("on_hold")).toBe(false);
});

test("only what a partner sent back asks for another partner", () => {
  expect(cameToNothing("rejected")).toBe(true);
  expect(cameToNothing("failed")).toBe(true);
  for (const status of ["requested", "on_hold", "completed", "cancelled"] as const) expect(cameToNothing(status)).toBe(false);
});
