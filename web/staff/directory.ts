import type { DirectorySearch, Feature, TimeBand } from "../src/api/types";
import type { Errors } from "../src/form/form";
import { words } from "../src/strings/staff";
import { wholeNumber } from "./check";

/** A search as it is typed; "" asks for nothing. */
export interface SearchDraft {
  words: string;
  language: string;
  time: TimeBand | "";
  feature: Feature | "";
  age: string;
  free_only: boolean;
}

export const emptySearch: SearchDraft = { words: "", language: "", time: "", feature: "", age: "", free_only: false };

export function checkSearch(draft: SearchDraft): Errors {
  const age = draft.age.trim() && wholeNumber(draft.age, 0, 120, words.wishes.ageRange);
  return age ? { age } : {};
}

export const searchOf = (draft: SearchDraft): DirectorySearch => ({
  words: draft.words.trim() || null,
  language: draft.language || null,
  time: draft.time || null,
  feature: draft.feature || null,
  age: draft.age.trim() === "" ? null : Number(draft.age),
  free_only: draft.free_only,
  after: null,
});
