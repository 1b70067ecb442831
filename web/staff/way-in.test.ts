import { expect, test } from "vitest";
import type { SessionRow } from "../src/api/types";
import { wayIn } from "./way-in";

const now = Date.parse("2026-12-01T14:50Z");
const session = (starts: string, state: SessionRow["state"] = "scheduled"): SessionRow => ({
  id: starts,
  group: { id: "g", name: "Tuesday Hearts" },
  starts_at: Date.parse(starts),
  ends_at: Date.parse(starts) + 3_600_000,
  zone: "Europe/London",
  state,
  expected: 3,
});
const nameOf = (row: SessionRow) => wayIn(row, "Europe/London", now).name;

test("the links to two sessions of one group are told apart by day and time", () => {
  expect(nameOf(session("2026-12-01T15:00Z"))).toBe("Look at session: Tuesday Hearts, today at 15:00");
  expect(nameOf(session("2026-12-08T15:00Z"))).toBe(
    "Look at session: Tuesday Hearts, on Tuesday 8 December at 15:00",
  );
});

test("a link's name begins with the words it shows", () => {
  for (const state of ["scheduled", "preparing", "started", "closed", "cancelled"] as const) {
    const way = wayIn(session("2026-12-01T15:00Z", state), "Europe/London", now);
    expect(way.name.startsWith(`${way.label}: Tuesday Hearts, `)).toBe(true);
  }
});

test("nobody is expected any more at a session that is over", () => {
  const expected = (state: SessionRow["state"]) => wayIn(session("2026-12-01T15:00Z", state), "Europe/London", now).expected;
  expect(expected("scheduled")).toBe("3 people expected");
  expect(expected("started")).toBe("3 people expected");
  expect(expected("closed")).toBeUndefined();
  expect(expected("cancelled")).toBeUndefined();
});
