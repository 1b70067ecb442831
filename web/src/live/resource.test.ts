import { expect, test } from "vitest";
import { answered, failed, type Reply } from "../api/reply";
import { resource } from "./resource";

/** A load whose answers the test gives by hand. */
function slowLoad() {
  const waiting: ((reply: Reply<string>) => void)[] = [];
  const load = () => new Promise<Reply<string>>((resolve) => waiting.push(resolve));
  return { load, waiting };
}

test("a failed refetch keeps what is shown and says why", async () => {
  const replies: Reply<string>[] = [answered("first"), failed({ kind: "offline" })];
  const shown = resource(() => Promise.resolve(replies.shift() ?? answered("none")));
  await shown.refresh();
  await shown.refresh();
  expect(shown.value.value).toBe("first");
  expect(shown.failure.value).toEqual({ kind: "offline" });
});

test("an answer to a change is not overwritten by an older fetch", async () => {
  const { load, waiting } = slowLoad();
  const shown = resource(load);
  const fetching = shown.refresh();
  shown.take("changed");
  waiting[0]?.(answered("stale"));
  await fetching;
  expect(shown.value.value).toBe("changed");
});

test("hints during a fetch lead to exactly one more fetch", async () => {
  const { load, waiting } = slowLoad();
  const shown = resource(load);
  const all = Promise.all([shown.refresh(), shown.refresh(), shown.refresh()]);
  waiting[0]?.(answered("one"));
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  waiting[1]?.(answered("two"));
  await all;
  expect(waiting).toHaveLength(2);
  expect(shown.value.value).toBe("two");
});
