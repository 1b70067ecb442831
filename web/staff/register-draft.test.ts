import { expect, test, vi } from "vitest";
import { answered, failed, type Reply } from "../src/api/reply";
import type { Register, RegisterRow } from "../src/api/types";
import { RegisterDraft } from "./register-draft";

const line = (membership_id: string): RegisterRow => ({
  membership_id,
  full_name: membership_id,
  verdict: "tried",
  dwell_seconds: 0,
  window_seconds: 3600,
  explanation: "Tried to join: no media.",
});
const register = (state: Register["state"], version = 3): Register => ({
  session: {
    id: "s",
    group: { id: "g", name: "Group" },
    starts_at: 0,
    ends_at: 1,
    zone: "Europe/London",
    state: "closed",
    expected: 2,
  },
  state,
  version,
  ...(state === "confirmed" ? { confirmed_by: "Fay Facilitator" } : {}),
  rows: [line("a"), line("b")],
});

async function draft(state: Register["state"], reply?: Reply<Register>) {
  const confirm = vi.fn(() => Promise.resolve(reply ?? answered(register("confirmed", 4))));
  const held = new RegisterDraft("s", { register: () => Promise.resolve(answered(register(state))), confirm });
  await held.register.refresh();
  return { held, confirm };
}

const byPhone = { membership_id: "a", verdict: "attended" as const, reason: "Joined by telephone." };

test("a proposed register is confirmed with its version and the changes", async () => {
  const { held, confirm } = await draft("proposed");
  held.change(byPhone);
  await held.confirm();
  expect(confirm).toHaveBeenCalledExactlyOnceWith("s", 3, [byPhone]);
  expect(held.changes.value).toEqual([]);
  expect(held.justConfirmed.value).toBe(true);
  expect(held.register.value.value?.version).toBe(4);
});

test("a register overtaken by someone else keeps the changes and says so", async () => {
  const problem = { type: "/problems/register-changed", title: "Changed", detail: "Please look again.", status: 409 };
  const { held } = await draft("proposed", failed({ kind: "problem", status: 409, slug: "register-changed", problem }));
  held.change(byPhone);
  await held.confirm();
  expect(held.overtaken.value).toBe(true);
  expect(held.changes.value).toEqual([byPhone]);
});

test("the last change of a line wins, and can be undone", async () => {
  const { held } = await draft("proposed");
  held.change(byPhone);
  held.change({ ...byPhone, verdict: "partial" });
  expect(held.changeOf("a")?.verdict).toBe("partial");
  expect(held.changes.value).toHaveLength(1);
  held.undo("a");
  expect(held.changes.value).toEqual([]);
});

test("a confirmed register needs a change before it is confirmed again; an open one never is", async () => {
  const { held: confirmed } = await draft("confirmed");
  expect(confirmed.canConfirm.value).toBe(false);
  confirmed.change(byPhone);
  expect(confirmed.canConfirm.value).toBe(true);
  const { held: open, confirm } = await draft("open");
  await open.confirm();
  expect(confirm).not.toHaveBeenCalled();
});

test("a register that closed by itself waits for a person, who need change nothing", async () => {
  const byItself = { ...register("confirmed"), confirmed_by: null };
  const confirm = vi.fn(() => Promise.resolve(answered(register("confirmed", 4))));
  const held = new RegisterDraft("s", { register: () => Promise.resolve(answered(byItself)), confirm });
  await held.register.refresh();
  expect(held.canConfirm.value).toBe(true);
  await held.confirm();
  expect(confirm).toHaveBeenCalledExactlyOnceWith("s", 3, []);
  expect(held.canConfirm.value).toBe(false);
});
