import { expect, test } from "vitest";
import { everyLanguage, LANGUAGES, languageName } from "./languages";

test("a patient may speak any language, each offered once and by its name", () => {
  const every = everyLanguage();
  expect(every).toEqual(expect.arrayContaining([...LANGUAGES, "fa", "he", "so"]));
  expect(every).not.toContain("iw");
  expect(every.indexOf("cy")).toBeGreaterThan(every.indexOf("pl"));
  const names = every.map(languageName);
  expect(new Set(names).size).toBe(names.length);
});
