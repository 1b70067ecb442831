import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answered } from "../../src/api/reply";
import type { GroupsSought } from "../../src/api/types";
import { groupSearch } from "./group-search";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function opened() {
  const asked: GroupsSought[] = [];
  const search = groupSearch((sought) => {
    asked.push(sought);
    return Promise.resolve(answered({ items: [], found: 0 }));
  });
  return { asked, search };
}

test("typing asks the server when it pauses, without the blanks around", async () => {
  const { asked, search } = opened();
  for (const words of ["h", "he", "he "]) search.seek({ words });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([{ words: "he", free_only: false }]);
});

test("a choice is asked at once, with what was typed", async () => {
  const { asked, search } = opened();
  search.seek({ words: "he" });
  search.seek({ free_only: true });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([{ words: "he", free_only: true }]);
});
