/** Languages a group may be held in; the names come from the browser. */
export const LANGUAGES = ["en", "cy", "ar", "bn", "de", "es", "fr", "gu", "hi", "it", "pa", "pl", "pt", "ro", "so", "ta", "tr", "uk", "ur", "zh"];

const names = new Intl.DisplayNames("en", { type: "language" });

/** Every language the browser has a name for, by that name: a patient may speak any. */
export function everyLanguage(): string[] {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const named = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const codes = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => Intl.getCanonicalLocales(code)[0] === code && named.of(code) !== undefined);
  // Two codes may share a name, as Akan and Twi do.
  const byName = new Map(codes.map((code) => [languageName(code), code]));
  return [...byName.values()].toSorted((one, other) => languageName(one).localeCompare(languageName(other), "en"));
}

export const languageName = (code: string): string => names.of(code) ?? code;
