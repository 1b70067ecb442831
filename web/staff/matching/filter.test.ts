import { describe, expect, test } from "vitest";
import type { GroupSuggestion } from "../../src/api/types";
import { filtered } from "./filter";

const suggestion = (name: string, topics: string[], full: boolean) =>
  ({ group: { name, topic: "", suits: { topics } }, full }) as unknown as GroupSuggestion;

describe("the filter of suggestions", () => {
  const all = [suggestion("Tuesday Hearts", ["heart", "walking"], false), suggestion("Singers", ["music"], true)];

  test("keeps the order and finds by every word typed, whatever its case", () => {
    const found = filtered(all, { words: "HEART tues", freeOnly: false });
    expect(found.map(({ group }) => group.name)).toEqual(["Tuesday Hearts"]);
    expect(filtered(all, { words: "  ", freeOnly: false })).toEqual(all);
  });

  test("leaves full groups out when asked to", () => {
    expect(filtered(all, { words: "", freeOnly: true })).toEqual([all[0]]);
  });
});
