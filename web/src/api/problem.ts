import type { Failure } from "./reply";
import type { Problem } from "./types";

const SLUG = /^\/problems\/([a-z0-9-]+)$/;

/** Reads an RFC 9457 body; anything else is `unreadable` and keeps only its status. */
export function readProblem(status: number, body: unknown, retryAfter: string | null): Failure {
  if (!isProblem(body)) return { kind: "unreadable", status };
  const slug = SLUG.exec(body.type)?.[1] ?? "unknown";
  const failure: Failure = { kind: "problem", status, slug, problem: body };
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  return Number.isFinite(seconds) ? { ...failure, retryAfter: seconds } : failure;
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === "object" &&
    body !== null &&
    typeof (body as Problem).type === "string" &&
    typeof (body as Problem).title === "string"
  );
}
