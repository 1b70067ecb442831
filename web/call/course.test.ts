import { expect, test } from "vitest";
import { next, START, waitMs, type CallEvent, type CallState } from "./course";

const after = (...events: CallEvent[]): CallState =>
  events.reduce((state, event) => next(state, event).state, START.state);

test("a break after being in the room connects again at once with a fresh token", () => {
  const { state, todo } = next(after({ kind: "connected" }), { kind: "lost" });
  expect(state).toEqual({ step: "connecting", attempt: 1 });
  expect(todo).toEqual({ kind: "connect" });
});

test("a short break that the client mends itself needs no new connection", () => {
  const resuming = next(after({ kind: "connected" }), { kind: "resuming" });
  expect(resuming).toEqual({ state: { step: "resuming" } });
  expect(next(resuming.state, { kind: "connected" }).state).toEqual({ step: "connected" });
});

test("an unreachable room is tried again after a growing wait, for ever", () => {
  let state: CallState = START.state;
  const waits: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const failed = next(state, { kind: "unreachable" });
    if (failed.todo?.kind === "wait") waits.push(failed.todo.ms);
    state = next(failed.state, { kind: "retry" }).state;
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  expect(state.step).toBe("connecting");
});

test("a removed person is not connected again", () => {
  const { state, todo } = next(after({ kind: "connected" }), { kind: "lost", why: "removed" });
  expect(state).toEqual({ step: "over", why: "removed" });
  expect(todo).toEqual({ kind: "hang-up" });
  expect(next(state, { kind: "retry" })).toEqual({ state });
  expect(next(state, { kind: "connected" })).toEqual({ state });
});

test("a newer tab ends this one and is not fought over", () => {
  const { state } = next(after({ kind: "connected" }), { kind: "lost", why: "replaced" });
  expect(state).toEqual({ step: "over", why: "replaced" });
});

test("leaving while connecting hangs up", () => {
  expect(next(START.state, { kind: "leave" }).todo).toEqual({ kind: "hang-up" });
});

test("a retry that comes too late changes nothing", () => {
  const connected = after({ kind: "connected" });
  expect(next(connected, { kind: "retry" })).toEqual({ state: connected });
});

test("waits never exceed fifteen seconds", () => {
  for (let attempt = 0; attempt < 60; attempt += 1) expect(waitMs(attempt)).toBeLessThanOrEqual(15_000);
});
