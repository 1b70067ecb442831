import { expect, test } from "vitest";
import { checkPlan, planSentence, seriesOf, usualPlan } from "./weekly";

const plan = { ...usualPlan("Europe/London"), first_date: "2026-12-01" };

test("a plan says in a sentence what will happen", () => {
  expect(planSentence(plan)).toBe("6 sessions, every Tuesday at 15:00 Europe/London, from 1 December.");
  expect(planSentence({ ...plan, count: "1" })).toBe("1 session, on Tuesday 1 December at 15:00 Europe/London.");
});

test("an unfinished plan asks for the rest", () => {
  expect(planSentence({ ...plan, first_date: "" })).toBe("Choose a day and a time to see what will happen.");
  expect(planSentence({ ...plan, zone: "Nowhere" })).toBe("Choose a day and a time to see what will happen.");
});

test("a plan is sent as local wall time, zone and rule", () => {
  expect(seriesOf(plan)).toEqual({
    first_date: "2026-12-01",
    local_time: "15:00",
    zone: "Europe/London",
    duration_minutes: 60,
    rrule: "FREQ=WEEKLY;COUNT=6",
  });
});

test("a day in the past and odd numbers are told beside their fields", () => {
  const wrong = { ...plan, first_date: "2026-11-01", count: "0", duration_minutes: "5", zone: "London" };
  expect(Object.keys(checkPlan(wrong, "2026-11-23")).sort()).toEqual([
    "count",
    "duration_minutes",
    "first_date",
    "zone",
  ]);
  expect(checkPlan(plan, "2026-12-01")).toEqual({});
});
