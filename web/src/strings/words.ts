import { common } from "./en/common";
import type { Failure } from "../api/reply";

/** A further language is another object of this type; English is complete and is the fallback. */
export type CommonWords = typeof common;
export const shared: CommonWords = common;

/** One kind sentence for any failure. The server's own `detail` is written to be shown. */
export function failureWords(failure: Failure, words: CommonWords = shared): string {
  if (failure.kind !== "problem") return words.failure[failure.kind];
  if (failure.slug === "too-many-attempts" && failure.retryAfter) {
    return words.failure.tooMany(failure.retryAfter);
  }
  const { detail, fields } = failure.problem;
  return [detail, ...(fields ?? []).map(({ message }) => message)].join(" ");
}
