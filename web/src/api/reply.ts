import type { Problem } from "./types";

/** Why a request brought no answer we can use. */
export type Failure =
  | { kind: "offline" }
  | { kind: "timeout" }
  | { kind: "unreadable"; status: number }
  | { kind: "problem"; status: number; slug: string; problem: Problem; retryAfter?: number };

/** Requests never throw: a page must say something kind for each of these. */
export type Reply<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export const answered = <T>(value: T): Reply<T> => ({ ok: true, value });
export const failed = (failure: Failure): { ok: false; failure: Failure } => ({ ok: false, failure });

/** The stable slug of a problem, or undefined when the failure is not the server's word. */
export function slugOf(failure: Failure): string | undefined {
  return failure.kind === "problem" ? failure.slug : undefined;
}

/** Field errors by field name; the first message for a field wins. */
export function fieldErrors(failure: Failure): Record<string, string> {
  const errors: Record<string, string> = {};
  if (failure.kind !== "problem") return errors;
  for (const { field, message } of failure.problem.fields ?? []) errors[field] ??= message;
  return errors;
}

/** Worth trying again by itself: the network or the server may be back in a moment. */
export function passing(failure: Failure): boolean {
  if (failure.kind === "problem") return failure.status >= 500 || failure.status === 429;
  return failure.kind !== "unreadable" || failure.status >= 500;
}
