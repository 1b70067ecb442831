import { expect, test } from "vitest";
import { linked } from "./linked";

test("a web address can be pressed, its full stop stays outside", () => {
  expect(linked("Join here: https://example.org/d/abc. Thank you")).toEqual([
    { text: "Join here: " },
    { text: "https://example.org/d/abc", url: "https://example.org/d/abc" },
    { text: ". Thank you" },
  ]);
});

test("no other scheme becomes a link", () => {
  expect(linked("javascript:alert(1)")).toEqual([{ text: "javascript:alert(1)" }]);
});
