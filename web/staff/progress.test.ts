import { expect, test } from "vitest";
import { progressWords } from "./progress";

const now = Date.parse("2026-12-01T16:00Z");
const say = (progress: Parameters<typeof progressWords>[0]) => progressWords(progress, "Europe/London", now);

test("a refused consent shows no attendance at all", () => {
  expect(say({ kind: "not_shared" })).toEqual({ main: "Not shared" });
});

test("the dose is told as attended of ordered", () => {
  expect(say({ kind: "dose", attended: 1, of: 6 })).toEqual({ main: "1 of 6 attended" });
});

test("a join today is news, an earlier one has its day and no minutes", () => {
  const dose = { kind: "dose", attended: 0, of: 6 } as const;
  expect(say({ ...dose, joined_on: "2026-12-01" }).joined).toBe("Joined today");
  expect(say({ ...dose, joined_on: "2026-11-23" }).joined).toBe("Joined on Monday 23 November");
});
