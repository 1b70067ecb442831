import { describe, expect, test } from "vitest";
import type { Demand } from "../src/api/types";
import { checkGroup, emptyGroup } from "./new-group";
import { draftFrom, soughtOf } from "./unmet-demand";

const demand: Demand = {
  topic: "heart",
  language: "es",
  time: "evening",
  people: 14,
  says: "14 people want an evening heart group in Spanish.",
  since: 0,
};

describe("a group started from unmet demand", () => {
  test("is filled in with what people look for, with a place for each", () => {
    const draft = draftFrom(demand, emptyGroup("Europe/London"));
    expect(draft).toMatchObject({ topic: "Heart", language: "es", local_time: "18:00", capacity: "14" });
    expect(Object.keys(checkGroup(draft, "2026-12-01")).sort()).toEqual(["facilitator_ids", "first_date", "name"]);
  });

  test("says what it answers to, without counting anybody", () => {
    expect(soughtOf(demand)).toEqual({ topic: "heart", language: "es", time: "evening" });
  });
});
