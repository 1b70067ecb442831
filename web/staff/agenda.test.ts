import { expect, test } from "vitest";
import type { SessionRow, SessionState } from "../src/api/types";
import { agenda } from "./agenda";

const now = Date.parse("2026-12-01T14:50Z");
const row = (id: string, starts: string, state: SessionState = "scheduled"): SessionRow => ({
  id,
  group: { id: "g", name: "Group" },
  starts_at: Date.parse(starts),
  ends_at: Date.parse(starts) + 3_600_000,
  zone: "Europe/London",
  state,
  expected: 3,
});
const ids = (rows: SessionRow[]) => rows.map((session) => session.id);

test("today is the facilitator's own day, in the order of the clock", () => {
  const rows = [row("later", "2026-12-01T18:00Z"), row("soon", "2026-12-01T15:00Z"), row("week", "2026-12-08T15:00Z")];
  const seen = agenda(rows, "Europe/London", now);
  expect(ids(seen.today)).toEqual(["soon", "later"]);
  expect(ids(seen.upcoming)).toEqual(["week"]);
});

test("a session left open since yesterday is still today's work", () => {
  const rows = [row("open", "2026-11-30T23:30Z", "started"), row("closed", "2026-11-30T15:00Z", "closed")];
  const seen = agenda(rows, "Europe/London", now);
  expect(ids(seen.today)).toEqual(["open"]);
  expect(ids(seen.earlier)).toEqual(["closed"]);
});
