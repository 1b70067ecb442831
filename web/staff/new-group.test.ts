import { expect, test } from "vitest";
import { checkGroup, emptyGroup, groupOf, toggled } from "./new-group";

const draft = {
  ...emptyGroup("Europe/London"),
  name: " Tuesday Hearts ",
  topic: "Heart",
  facilitator_ids: ["f"],
  first_date: "2026-12-01",
};

test("a group needs a facilitator, a name, a topic and a first day", () => {
  expect(Object.keys(checkGroup(emptyGroup("Europe/London"), "2026-11-23")).sort()).toEqual([
    "facilitator_ids",
    "first_date",
    "name",
    "topic",
  ]);
  expect(checkGroup(draft, "2026-11-23")).toEqual({});
});

test("places are a whole number from 2 to 50", () => {
  expect(checkGroup({ ...draft, capacity: "1" }, "2026-11-23")).toHaveProperty("capacity");
  expect(checkGroup({ ...draft, capacity: "2.5" }, "2026-11-23")).toHaveProperty("capacity");
});

test("the group is sent without its weekly plan", () => {
  expect(groupOf(draft)).toEqual({
    name: "Tuesday Hearts",
    topic: "Heart",
    language: "en",
    capacity: 12,
    facilitator_ids: ["f"],
  });
});

test("a facilitator is put in and taken out", () => {
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
});
