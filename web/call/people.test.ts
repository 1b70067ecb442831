import { expect, test } from "vitest";
import { comings, initials, inOrder, type TileModel } from "./people";

const person = (id: string, me = false): TileModel => ({
  id,
  name: id.toUpperCase(),
  me,
  speaking: false,
  microphone: true,
});

test("oneself stands last and the others keep their order", () => {
  const order = inOrder([person("me", true), person("b"), person("a")]).map((tile) => tile.id);
  expect(order).toEqual(["b", "a", "me"]);
});

test("arrivals and departures are told, oneself is not", () => {
  const told = comings([person("a"), person("b")], [person("b"), person("c"), person("me", true)]);
  expect(told).toEqual({ came: ["C"], went: ["A"] });
});

test("initials are the first letters of two names, in any script", () => {
  expect(initials("ada lovelace king")).toBe("AL");
  expect(initials("  Łucja ")).toBe("Ł");
  expect(initials("𝒳y")).toBe("𝒳");
  expect(initials("")).toBe("");
});
