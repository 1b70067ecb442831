import { expect, test } from "vitest";
import { isOver, whatCancellingDoes } from "./cancelling";

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
