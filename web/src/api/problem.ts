import type { Failure } from "./reply";
import type { Problem } from "./types";

const SLUG = /^\/problems\/([a-z0-9-]+)$/;

/** What RFC 9457 lets a problem do without may be missing when something before the server refuses. */
type Told = Pick<Problem, "type" | "title"> & Partial<Problem>;

/** Reads an RFC 9457 body; anything else is `unreadable` and keeps only its status. */
export function readProblem(status: number, body: unknown, retryAfter: string | null): Failure {
  if (!isProblem(body)) return { kind: "unreadable", status };
  const slug = SLUG.exec(body.type)?.[1] ?? "unknown";
  const problem = { ...body, status, detail: body.detail ?? body.title };
  const failure: Failure = { kind: "problem", status, slug, problem };
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  return Number.isFinite(seconds) ? { ...failure, retryAfter: seconds } : failure;
}

function isProblem(body: unknown): body is Told {
  return (
    typeof body === "object" &&
    body !== null &&
    typeof (body as Told).type === "string" &&
    typeof (body as Told).title === "string"
  );
}
