import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answered } from "../src/api/reply";
import type { PrescriptionPage, PrescriptionsWanted } from "../src/api/types";
import { ownPrescriptions } from "./own-prescriptions";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A server with three pages of nothing. */
function server() {
  const asked: PrescriptionsWanted[] = [];
  const page = (wanted: PrescriptionsWanted): PrescriptionPage => {
    const at = (wanted.after?.prescribed_at ?? 0) + 1;
    return at < 3 ? { items: [], next: { prescribed_at: at, id: "p" } } : { items: [] };
  };
  const ask = (wanted: PrescriptionsWanted) => {
    asked.push(wanted);
    return Promise.resolve(answered(page(wanted)));
  };
  return { asked, list: ownPrescriptions(ask) };
}

test("a choice asks at once, typing asks when it pauses", async () => {
  const { asked, list } = server();
  list.filter({ status: "open" });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([{ text: "", status: "open", sort: "newest" }]);
  for (const text of ["r", "ro"]) list.filter({ text });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.map(({ text }) => text)).toEqual(["", "ro"]);
  expect(list.narrowed()).toBe(true);
});

test("more goes on where the page before ended, and a filter starts anew", async () => {
  const { asked, list } = server();
  await list.shown.refresh();
  await list.more();
  expect(asked.map(({ after }) => after?.prescribed_at)).toEqual([undefined, undefined, 1]);
  expect(list.shown.value.value?.next?.prescribed_at).toBe(2);
  await list.more();
  expect(list.shown.value.value?.next).toBeUndefined();
  list.filter({ sort: "oldest" });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.at(-1)).toEqual({ text: "", status: "all", sort: "oldest" });
});
