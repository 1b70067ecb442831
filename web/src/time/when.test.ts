import { expect, test } from "vitest";
import { knownZone, localDay, nameList, plainDay, spokenMoment } from "./when";

const at = (iso: string) => Date.parse(iso);

test("a session later the same local day is said as today", () => {
  const said = spokenMoment(at("2026-12-01T15:00Z"), "Europe/London", at("2026-12-01T08:00Z"));
  expect(said).toBe("today at 15:00");
});

test("the day is the patient's own day, not the server's", () => {
  const late = at("2026-12-01T23:30Z");
  expect(spokenMoment(late, "Europe/London", at("2026-12-01T12:00Z"))).toBe("today at 23:30");
  expect(spokenMoment(late, "Europe/Berlin", at("2026-12-01T12:00Z"))).toBe("tomorrow at 00:30");
});

test("a session next week is said with its weekday and date", () => {
  const said = spokenMoment(at("2026-12-08T15:00Z"), "Europe/London", at("2026-12-01T12:00Z"));
  expect(said).toBe("on Tuesday 8 December at 15:00");
});

test("an instant falls on the calendar day of its zone", () => {
  expect(localDay(at("2026-12-31T23:30Z"), "Europe/Berlin")).toBe("2027-01-01");
});

test("a calendar day has a weekday, and nonsense has none", () => {
  expect(plainDay("2026-12-01")).toEqual({ weekday: "Tuesday", date: "1 December" });
  expect(plainDay("")).toBeUndefined();
  expect(plainDay("2026-13-40")).toBeUndefined();
});

test("a zone is known only when the browser knows it", () => {
  expect(knownZone("Europe/London")).toBe(true);
  expect(knownZone("Europe/Lundon")).toBe(false);
  expect(knownZone("")).toBe(false);
});

test("names are joined as people say them", () => {
  expect(nameList(["Anna"])).toBe("Anna");
  expect(nameList(["Anna", "Ben", "Cara"])).toBe("Anna, Ben and Cara");
});
