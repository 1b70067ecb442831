import { expect, test } from "vitest";
import { homeFor, placesFor } from "./home";

test("each role has its own home", () => {
  expect(homeFor(["prescriber"])).toBe("/prescriptions");
  expect(homeFor(["link_worker"])).toBe("/referrals");
  expect(homeFor(["facilitator"])).toBe("/today");
  expect(homeFor(["administrator"])).toBe("/staff");
});

test("a link worker who also facilitates starts with today's sessions", () => {
  expect(homeFor(["link_worker", "facilitator"])).toBe("/today");
});

test("nobody is shown a place their roles do not open", () => {
  const paths = placesFor(["prescriber"], true).map((place) => place.path);
  expect(paths).toEqual(["/prescriptions"]);
});

test("the outbox is an administrator's, and only where there is one", () => {
  const paths = (outbox: boolean) => placesFor(["administrator"], outbox).map((place) => place.path);
  expect(paths(true)).toContain("/outbox");
  expect(paths(false)).not.toContain("/outbox");
});
