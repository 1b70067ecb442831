import { expect, test } from "vitest";
import type { Person } from "../src/api/types";
import { letInTogether, waitingPeople } from "./waiting";

const device = (membership: string, byName: boolean): Person => ({
  membership_id: membership,
  full_name: "Ada Example",
  display_name: "Ada",
  door_session_id: `${membership}-${String(byName)}`,
  by_name: byName,
  media: "none",
});

test("who is let in by name only is not counted among those let in together", () => {
  const waiting = [device("ada", false), device("ada", true), device("ben", false), device("cy", true)];
  expect(letInTogether(waiting)).toBe(2);
  expect(waitingPeople(waiting)).toBe(3);
});

test("two devices of one person are one person", () => {
  const phone = { ...device("ada", false), door_session_id: "phone" };
  expect(letInTogether([device("ada", false), phone])).toBe(1);
});
