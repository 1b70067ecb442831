import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { answered } from "../src/api/reply";
import type { CaseloadPage, CaseloadRow, CaseloadSearch } from "../src/api/types";
import { caseload, EVERYTHING_OPEN, filtersOn, hasCome, type Looking } from "./caseload";

const counts = { open: 3, new: 3, active: 0, on_hold: 0, ended: 0, all: 3 };

function row(id: string): CaseloadRow {
  const from_organisation = { id: "o", name: "Example Practice" };
  const standing = { status: "requested", stage: "new", urgency: "routine", requested_at: 0 } as const;
  return { id, patient_name: id, from_organisation, ...standing, flags: 0, tasks: 0 };
}

function opened(pages: Record<string, CaseloadPage>) {
  const asked: CaseloadSearch[] = [];
  const at: Looking = { filters: signal(EVERYTHING_OPEN), text: signal("") };
  const search = (wanted: CaseloadSearch) => {
    asked.push(wanted);
    return Promise.resolve(answered(pages[wanted.after ?? ""] ?? { items: [], counts }));
  };
  return { asked, at, list: caseload(search, () => "2026-12-01", at) };
}

const pages = {
  "": { items: [row("a"), row("b")], next: "b", counts },
  b: { items: [row("c")], counts },
};

test("more pages are added to the first, and a hint fetches as many as are shown", async () => {
  const { list } = opened(pages);
  await list.shown.refresh();
  expect(list.shown.value.value?.items.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(list.shown.value.value?.more).toBe(true);
  await list.more();
  expect(list.shown.value.value?.items.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(list.shown.value.value?.more).toBe(false);
});

test("another look begins at the first page again", async () => {
  const { asked, list } = opened(pages);
  await list.more();
  asked.length = 0;
  list.look({ tab: "ended" });
  await list.shown.refresh();
  expect(asked.every(({ after }) => after === undefined)).toBe(true);
  expect(asked.at(-1)?.tab).toBe("ended");
});

test("a name is asked for without the blanks around it, and no name not at all", async () => {
  const { asked, list } = opened(pages);
  list.find("  Ada ");
  await list.shown.refresh();
  expect(asked.at(-1)?.text).toBe("Ada");
  list.find("  ");
  await list.shown.refresh();
  expect(asked.at(-1)).not.toHaveProperty("text");
});

test("filters that keep rows away are counted", () => {
  expect(filtersOn(EVERYTHING_OPEN)).toBe(0);
  expect(filtersOn({ ...EVERYTHING_OPEN, tab: "new", order: "name" })).toBe(0);
  expect(filtersOn({ ...EVERYTHING_OPEN, whose: "mine", due: true, urgent: true, stage: "new" })).toBe(4);
});

test("a day has come on the day itself", () => {
  expect(hasCome("2026-12-01", "2026-12-01")).toBe(true);
  expect(hasCome("2026-12-02", "2026-12-01")).toBe(false);
});
