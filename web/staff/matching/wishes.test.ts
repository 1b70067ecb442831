import { describe, expect, test } from "vitest";
import { checkWishes, draftOf, isBlank, wishesOf } from "./wishes";

const NONE = { topic: null, language: null, times: [], age: null, features: [] };

describe("wishes", () => {
  test("what was not wished for is no wish", () => {
    const draft = draftOf(NONE);
    expect(checkWishes(draft)).toEqual({});
    const wishes = wishesOf(draft);
    expect(wishes).toEqual(NONE);
    expect(isBlank(wishes)).toBe(true);
  });

  test("wishes survive being typed", () => {
    const wishes = { topic: "heart", language: "es", times: ["evening" as const], age: 70, features: ["quiet" as const] };
    expect(wishesOf(draftOf(wishes))).toEqual(wishes);
    expect(isBlank(wishes)).toBe(false);
  });

  test("an age nobody reaches is refused beside its field", () => {
    expect(checkWishes({ ...draftOf(NONE), age: "700" })).toHaveProperty("age");
  });
});
