/** Languages a group may be held in; the names come from the browser. */
export const LANGUAGES = ["en", "cy", "ar", "bn", "de", "es", "fr", "gu", "hi", "it", "pa", "pl", "pt", "ro", "so", "ta", "tr", "uk", "ur", "zh"];

const names = new Intl.DisplayNames("en", { type: "language" });

export const languageName = (code: string): string => names.of(code) ?? code;
