import { expect, test, vi } from "vitest";
import { feed, topicOf, type FeedWorld } from "./feed";

function fakeWorld() {
  const heard: ((event: string, data: string) => void)[] = [];
  const state = { opened: 0, closed: false, tick: () => {}, ticking: false };
  const world: FeedWorld = {
    open(hear) {
      state.opened += 1;
      state.closed = false;
      heard.push(hear);
      return {
        close: () => (state.closed = true),
        get closed() {
          return state.closed;
        },
      };
    },
    every(_ms, tick) {
      state.tick = tick;
      state.ticking = true;
      return () => (state.ticking = false);
    },
    awake: () => () => {},
  };
  return { world, state, say: (topic: string) => heard.at(-1)?.("changed", `{"topic":"${topic}"}`) };
}

test("a page refetches for its own topic and for no other", () => {
  const { world, say } = fakeWorld();
  const refetch = vi.fn();
  feed(world).watch({ wants: (_event, topic) => topic === "referrals", refetch });
  say("groups");
  expect(refetch).not.toHaveBeenCalled();
  say("referrals");
  expect(refetch).toHaveBeenCalledOnce();
});

test("a page refetches on every tick even when no hint comes", () => {
  const { world, state } = fakeWorld();
  const refetch = vi.fn();
  feed(world).watch({ wants: () => false, refetch });
  state.tick();
  state.tick();
  expect(refetch).toHaveBeenCalledTimes(2);
});

test("a refused stream is opened again at the next tick", () => {
  const { world, state } = fakeWorld();
  feed(world).watch({ wants: () => true, refetch: () => {} });
  state.closed = true;
  state.tick();
  expect(state.opened).toBe(2);
});

test("the stream and the clock end with the last watcher", () => {
  const { world, state } = fakeWorld();
  const one = feed(world);
  const stops = [one.watch({ wants: () => true, refetch() {} }), one.watch({ wants: () => true, refetch() {} })];
  stops[0]?.();
  expect(state.closed).toBe(false);
  stops[1]?.();
  expect(state.closed).toBe(true);
  expect(state.ticking).toBe(false);
});

test("a hint without a readable topic has the empty topic", () => {
  expect(topicOf('{"topic":"session:1"}')).toBe("session:1");
  expect(topicOf("not json")).toBe("");
  expect(topicOf("{}")).toBe("");
});
