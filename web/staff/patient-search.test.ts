import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answered } from "../src/api/reply";
import type { PatientRow } from "../src/api/types";
import { patientSearch } from "./patient-search";

const rosa: PatientRow = { id: "1", full_name: "Rosa Example" };
const rosalind: PatientRow = { id: "2", full_name: "Rosalind Example" };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function search() {
  const chosen: string[] = [];
  const ask = vi.fn(() => Promise.resolve(answered({ items: [rosa, rosalind], more: false })));
  return { chosen, ask, search: patientSearch((patient) => chosen.push(patient.id), ask) };
}

test("the server is asked once the typing pauses, and not for one letter", async () => {
  const { search: it, ask } = search();
  it.type("r");
  await vi.advanceTimersByTimeAsync(500);
  expect(ask).not.toHaveBeenCalled();
  for (const text of ["ro", "ros"]) it.type(text);
  await vi.advanceTimersByTimeAsync(500);
  expect(ask.mock.calls).toEqual([["ros"]]);
  expect(it.found.value?.items).toHaveLength(2);
});

test("Enter chooses the first, an arrow walks round", async () => {
  const { search: it, chosen } = search();
  it.type("ros");
  await vi.advanceTimersByTimeAsync(500);
  it.press("Enter");
  it.press("ArrowDown");
  it.press("Enter");
  it.press("ArrowDown");
  it.press("Enter");
  it.press("ArrowUp");
  it.press("Enter");
  expect(chosen).toEqual(["1", "2", "1", "2"]);
  expect(it.press("a")).toBe(false);
});

test("an Enter that comes before the answer waits for it", async () => {
  const { search: it, chosen } = search();
  it.type("ros");
  it.press("Enter");
  expect(chosen).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(chosen).toEqual(["1"]);
});
