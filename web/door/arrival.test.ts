import { expect, test, vi } from "vitest";
import { answered, failed } from "../src/api/reply";
import type { Look } from "../src/api/types";
import { Arrival, isUnknownLink, nameProblem, tokenOf, type DoorApi } from "./arrival";

const TOKEN = "abcdefghijklmnopqrstuvwxyz".replace(/[^a-z2-7]/g, "");
const LOOK: Look = {
  greeting_name: "Rosa",
  display_name: "Rosa",
  group_language: "en",
  organisation_name: "Elm Street Wellbeing",
  sessions: { state: "open", session: null },
  share_attendance: true,
  facilitator_names: ["Fay"],
};

function arrival(over: Partial<DoorApi> = {}) {
  const api: DoorApi = {
    look: () => Promise.resolve(answered(LOOK)),
    join: vi.fn(() => Promise.resolve(answered({ next: "/visit" }))),
    consent: vi.fn(() => Promise.resolve(answered(undefined))),
    ...over,
  };
  const go = vi.fn();
  return { at: new Arrival(TOKEN, api, go), api, go };
}

test("joining takes one press: the prefilled name goes as it is", async () => {
  const { at, api, go } = arrival();
  await at.look.refresh();
  await at.join();
  expect(api.join).toHaveBeenCalledWith({ token: TOKEN, display_name: "Rosa", party: 1 });
  expect(api.consent).not.toHaveBeenCalled();
  expect(go).toHaveBeenCalledExactlyOnceWith("/visit");
});

test("looking at the door joins nothing", async () => {
  const { at, api } = arrival();
  await at.look.refresh();
  expect(api.join).not.toHaveBeenCalled();
});

test("a changed answer about sharing is saved before going on", async () => {
  const { at, api, go } = arrival();
  await at.look.refresh();
  await at.answer(false);
  expect(api.consent).not.toHaveBeenCalled();
  await at.join();
  expect(api.consent).toHaveBeenCalledWith({
    share_attendance: false,
    text_version: "2026-11",
    language: "en",
  });
  expect(go).toHaveBeenCalledOnce();
});

test("an answer that could not be saved is not passed over in silence", async () => {
  const { at, go } = arrival({ consent: () => Promise.resolve(failed({ kind: "offline" })) });
  await at.look.refresh();
  at.consent.value = false;
  await at.join();
  expect(go).not.toHaveBeenCalled();
  expect(at.failure.value).toEqual({ kind: "offline" });
  expect(at.joining.value).toBe(false);
});

test("between sessions an answer about sharing is saved at once and nobody goes anywhere", async () => {
  const between: Look = { ...LOOK, sessions: { state: "between", session: null } };
  const { at, api, go } = arrival({ look: () => Promise.resolve(answered(between)) });
  await at.look.refresh();
  expect(await at.answer(false)).toBeUndefined();
  expect(api.join).toHaveBeenCalledOnce();
  expect(api.consent).toHaveBeenCalledOnce();
  expect(go).not.toHaveBeenCalled();
});

test("an empty name is asked for again, and a changed one is kept after a failure", async () => {
  const { at, api } = arrival({ join: vi.fn(() => Promise.resolve(failed({ kind: "timeout" }))) });
  await at.look.refresh();
  at.typeName("   ");
  await at.join();
  expect(at.nameProblem.value).toBe("missing");
  expect(api.join).not.toHaveBeenCalled();
  at.typeName("Rosie");
  await at.join();
  expect(at.name()).toBe("Rosie");
  expect(at.failure.value).toEqual({ kind: "timeout" });
});

test("two presses join once", async () => {
  const { at, api } = arrival();
  await at.look.refresh();
  await Promise.all([at.join(), at.join()]);
  expect(api.join).toHaveBeenCalledOnce();
});

test("a name is measured in letters, not in bytes", () => {
  expect(nameProblem("é".repeat(40))).toBeUndefined();
  expect(nameProblem("😀".repeat(40))).toBeUndefined();
  expect(nameProblem("a".repeat(41))).toBe("too-long");
});

test("a link that was cut off has no token", () => {
  expect(tokenOf(`/d/${TOKEN}`)).toBe(TOKEN);
  expect(tokenOf(`/d/${TOKEN.toUpperCase()}/`)).toBe(TOKEN);
  expect(tokenOf(`/d/${TOKEN.slice(1)}`)).toBeUndefined();
  expect(tokenOf("/d/")).toBeUndefined();
});

test("unknown, expired and revoked links are one kind of failure", () => {
  const problem = { type: "/problems/door-link-unknown", title: "Unknown", detail: "We do not know this link.", status: 404 };
  expect(isUnknownLink({ kind: "problem", status: 404, slug: "door-link-unknown", problem })).toBe(true);
  expect(isUnknownLink({ kind: "offline" })).toBe(false);
  expect(isUnknownLink(undefined)).toBe(false);
});
