import { expect, test, vi } from "vitest";
import { answered, failed } from "../src/api/reply";
import type { sessions } from "../src/api/staff";
import type { People, SessionRow, SessionState } from "../src/api/types";
import { Hosting } from "./hosting";

const row = (state: SessionState): SessionRow => ({
  id: "s",
  group: { id: "g", name: "Group" },
  starts_at: 0,
  ends_at: 1,
  zone: "Europe/London",
  state,
  expected: 1,
});
const nobody: People = { expected: [], waiting: [], here: [], missing: [], left: [] };

function hosting() {
  const says = (state: SessionState) => vi.fn(() => Promise.resolve(answered(row(state))));
  const done = vi.fn(() => Promise.resolve(answered(undefined)));
  const api = {
    one: says("scheduled"),
    prepare: says("preparing"),
    start: says("started"),
    close: says("closed"),
    people: vi.fn(() => Promise.resolve(answered(nobody))),
    admit: done,
    admitAll: done,
    remove: done,
    readmit: done,
    mediaToken: vi.fn(() => Promise.resolve(failed({ kind: "offline" }))),
  };
  return { host: new Hosting("s", api as unknown as typeof sessions), api };
}

test("opening the room prepares the session and enters the call, but starts nothing", async () => {
  const { host, api } = hosting();
  await host.openRoom();
  expect(host.inRoom.value).toBe(true);
  expect(host.session.value.value?.state).toBe("preparing");
  expect(api.start).not.toHaveBeenCalled();
});

test("a room that does not open is not entered", async () => {
  const { host, api } = hosting();
  api.prepare.mockResolvedValueOnce(failed({ kind: "offline" }));
  await host.openRoom();
  expect(host.inRoom.value).toBe(false);
  expect(host.failure.value).toEqual({ kind: "offline" });
});

test("leaving the call leaves the session as it is", async () => {
  const { host, api } = hosting();
  await host.openRoom();
  host.callEnded("left");
  expect(host.inRoom.value).toBe(false);
  expect(host.ending.value).toBe("left");
  expect(api.close).not.toHaveBeenCalled();
});

test("closing the session leaves the call", async () => {
  const { host } = hosting();
  await host.openRoom();
  expect(await host.close()).toBeUndefined();
  expect(host.session.value.value?.state).toBe("closed");
  expect(host.inRoom.value).toBe(false);
});

test("letting somebody in looks at the people again", async () => {
  const { host, api } = hosting();
  await host.admit("door");
  expect(api.admit).toHaveBeenCalledWith("s", ["door"]);
  expect(api.people).toHaveBeenCalledOnce();
});
