import { describe, expect, test } from "vitest";
import { checkSearch, emptySearch, searchOf } from "./directory";

describe("the search of the directory", () => {
  test("asks for nothing that was not filled in", () => {
    const nothing = { words: null, language: null, time: null, feature: null, age: null, free_only: false, after: null };
    expect(searchOf(emptySearch)).toEqual(nothing);
    expect(checkSearch(emptySearch)).toEqual({});
  });

  test("refuses an age nobody reaches beside its field", () => {
    expect(checkSearch({ ...emptySearch, age: "-3" })).toHaveProperty("age");
    expect(searchOf({ ...emptySearch, age: "70", time: "evening" })).toMatchObject({ age: 70, time: "evening" });
  });
});
