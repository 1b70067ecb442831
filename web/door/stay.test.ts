import { expect, test, vi } from "vitest";
import { answered, failed, type Failure } from "../src/api/reply";
import type { Visit, VisitState } from "../src/api/types";
import { Stay, type StayApi } from "./stay";

const visit = (state: VisitState): Visit => ({
  state,
  session: null,
  display_name: "Rosa",
  party: 1,
  new_device: false,
  facilitator_names: ["Fay"],
  share_attendance: true,
  started: true,
  may_enter: false,
});

const required: Failure = {
  kind: "problem",
  status: 401,
  slug: "door-required",
  problem: { type: "/problems/door-required", title: "Door required", detail: "Please use your link.", status: 401 },
};

function stay(over: Partial<StayApi> = {}) {
  const says = (state: VisitState) => vi.fn(() => Promise.resolve(answered(visit(state))));
  const visits = vi.fn<StayApi["visit"]>(() => Promise.resolve(answered(visit("waiting"))));
  const api = {
    visit: visits,
    enter: says("admitted"),
    leave: says("left"),
    rename: says("waiting"),
    consent: vi.fn(() => Promise.resolve(answered(undefined))),
    mediaToken: vi.fn(() => Promise.resolve(failed({ kind: "offline" }))),
    ...over,
  };
  const knocks: (() => void)[] = [];
  return { at: new Stay(api, (_ms, run) => knocks.push(run)), api, visits, knocks };
}

test("a waiting person sees the waiting room, and the room once admitted", async () => {
  const { at, visits } = stay();
  await at.visit.refresh();
  expect(at.screen.value.kind).toBe("waiting");
  visits.mockResolvedValueOnce(answered(visit("admitted")));
  await at.visit.refresh();
  expect(at.screen.value.kind).toBe("admitted");
});

test("a device without a door session is sent to its link", async () => {
  const { at } = stay({ visit: () => Promise.resolve(failed(required)) });
  await at.visit.refresh();
  expect(at.screen.value.kind).toBe("no-visit");
});

test("a lost network keeps the screen", async () => {
  const { at, visits } = stay();
  await at.visit.refresh();
  visits.mockResolvedValueOnce(failed({ kind: "offline" }));
  await at.visit.refresh();
  expect(at.screen.value.kind).toBe("waiting");
});

test("a tab that was replaced stays quiet until it is used again", async () => {
  const { at } = stay();
  await at.visit.refresh();
  expect(at.watcher.wants("changed", "")).toBe(true);
  expect(at.watcher.wants("replaced", "")).toBe(false);
  expect(at.screen.value.kind).toBe("replaced");
  expect(at.watcher.wants("changed", "")).toBe(false);
  await at.enter();
  expect(at.screen.value.kind).toBe("admitted");
});

test("leaving the call tells the server; a removal only asks it", async () => {
  const { at, api } = stay();
  await at.visit.refresh();
  await at.callEnded("removed");
  expect(api.leave).not.toHaveBeenCalled();
  await at.callEnded("left");
  expect(api.leave).toHaveBeenCalledOnce();
  expect(at.screen.value.kind).toBe("left");
});

test("coming back needs no second wait", async () => {
  const { at } = stay({ visit: () => Promise.resolve(answered(visit("left"))) });
  await at.visit.refresh();
  await at.enter();
  expect(at.screen.value.kind).toBe("admitted");
});

test("a name is trimmed, and an empty one is not sent", async () => {
  const { at, api } = stay();
  expect(await at.rename("  ")).toBe("missing");
  expect(api.rename).not.toHaveBeenCalled();
  expect(await at.rename(" Rosie ")).toBeUndefined();
  expect(api.rename).toHaveBeenCalledWith("Rosie");
});

test("who pressed Join early is brought to the waiting room once it opens", async () => {
  const early = { ...visit("early"), may_enter: true };
  const { at, api } = stay({ visit: () => Promise.resolve(answered(early)) });
  await at.visit.refresh();
  await at.followUp(1_000, 3_600_000);
  expect(api.enter).toHaveBeenCalledOnce();
});

test("a tab restored a week later does not say that its owner is here", async () => {
  const early = { ...visit("early"), may_enter: true };
  const { at, api } = stay({ visit: () => Promise.resolve(answered(early)) });
  await at.visit.refresh();
  await at.followUp(1_000, 7 * 86_400_000);
  await at.followUp(undefined, 1_000);
  expect(api.enter).not.toHaveBeenCalled();
});

test("nobody enters a waiting room that is not open yet", async () => {
  const { at, api } = stay({ visit: () => Promise.resolve(answered(visit("early"))) });
  await at.visit.refresh();
  await at.followUp(1_000, 2_000);
  expect(api.enter).not.toHaveBeenCalled();
});

test("a room that turned us away is tried again while the visit says admitted", async () => {
  const { at, knocks } = stay({ visit: () => Promise.resolve(answered(visit("admitted"))) });
  await at.visit.refresh();
  await at.callEnded("closed");
  expect(at.calls.value).toBe(0);
  knocks[0]?.();
  expect(at.calls.value).toBe(1);
});

test("a session that really ended is not knocked at", async () => {
  const { at, visits, knocks } = stay();
  visits.mockResolvedValue(answered(visit("ended")));
  await at.callEnded("closed");
  expect(at.screen.value.kind).toBe("ended");
  expect(knocks).toEqual([]);
});
