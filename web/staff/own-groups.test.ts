import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answered } from "../src/api/reply";
import type { GroupRow, GroupsWanted } from "../src/api/types";
import { ownGroups } from "./own-groups";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A server with three pages of one group each. */
function server() {
  const asked: GroupsWanted[] = [];
  const ask = (wanted: GroupsWanted) => {
    asked.push(wanted);
    const at = Number(wanted.after ?? "0") + 1;
    const items = [{ id: String(at) } as GroupRow];
    return Promise.resolve(answered({ items, more: at < 3 }));
  };
  return { asked, groups: ownGroups(ask) };
}

test("typing asks when it pauses, without the blanks around", async () => {
  const { asked, groups } = server();
  for (const words of ["h", "he "]) groups.find(words);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([{ words: "he", after: null }]);
  expect(groups.words.value).toBe("he ");
});

test("more goes on where the page before ended, and stops at the last", async () => {
  const { asked, groups } = server();
  await groups.shown.refresh();
  await groups.more();
  expect(groups.shown.value.value?.items.map(({ id }) => id)).toEqual(["1", "2"]);
  await groups.more();
  await groups.more();
  expect(groups.shown.value.value).toEqual({ items: [{ id: "1" }, { id: "2" }, { id: "3" }], more: false });
  expect(asked.at(-1)).toEqual({ words: null, after: "2" });
});

test("a new search begins on its first page", async () => {
  const { asked, groups } = server();
  await groups.shown.refresh();
  await groups.more();
  groups.find("heart");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(groups.shown.value.value?.items).toHaveLength(1);
  expect(asked.at(-1)).toEqual({ words: "heart", after: null });
});
