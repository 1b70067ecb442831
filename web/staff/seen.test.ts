import { expect, test } from "vitest";
import { answered, type Reply } from "../src/api/reply";
import { seenOf } from "./seen";

const changedSince: Reply<string> = {
  ok: false,
  failure: {
    kind: "problem",
    status: 409,
    slug: "changed-since",
    problem: { type: "/problems/changed-since", title: "Changed", detail: "It has 14 places now.", status: 409 },
  },
};

/** A thing that a colleague changes to version 2 while a form stands open, as its page shows it. */
function opened() {
  let shown = 1;
  const asked: number[] = [];
  const seen = seenOf(
    () => shown,
    () => {
      shown = 2;
      return Promise.resolve();
    },
  );
  const change = () =>
    seen.change((version) => {
      asked.push(version);
      return Promise.resolve(version === 2 ? answered("changed") : changedSince);
    });
  return { change, asked, refreshed: () => (shown = 2) };
}

test("a change to an old page is refused, and the same press after that is meant", async () => {
  const { change, asked } = opened();
  expect((await change()).ok).toBe(false);
  expect((await change()).ok).toBe(true);
  expect(asked).toEqual([1, 2]);
});

test("a page that shows anew by itself lends nobody's form a version they did not see", async () => {
  const { change, asked, refreshed } = opened();
  refreshed();
  expect((await change()).ok).toBe(false);
  expect(asked).toEqual([1]);
});
