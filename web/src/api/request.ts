import { readProblem } from "./problem";
import { answered, failed, type Reply } from "./reply";

/** Long enough for a slow phone network, short enough that a person is told something. */
const TIMEOUT_MS = 12_000;

type Method = "GET" | "POST";

type Hearer = (slug: string) => void;
let refused: Hearer = () => {};

/** Tells one hearer every problem's slug: the staff pages ask for a new sign-in wherever one ends. */
export function hearRefusals(hearer: Hearer): void {
  refused = hearer;
}

/** One request to our own server, as JSON both ways. `undefined` is the value of an empty answer. */
export async function request<T>(method: Method, path: string, body?: unknown): Promise<Reply<T>> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    return await exchange<T>(method, path, body, abort.signal);
  } catch {
    return failed(abort.signal.aborted ? { kind: "timeout" } : { kind: "offline" });
  } finally {
    clearTimeout(timer);
  }
}

export const get = <T>(path: string): Promise<Reply<T>> => request<T>("GET", path);
export const post = <T>(path: string, body: unknown = {}): Promise<Reply<T>> =>
  request<T>("POST", path, body);

async function exchange<T>(
  method: Method,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<Reply<T>> {
  const response = await fetch(path, {
    method,
    signal,
    credentials: "same-origin",
    cache: "no-store",
    headers: body === undefined ? { accept: JSON_TYPES } : { accept: JSON_TYPES, ...JSON_BODY },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  const value = parsed(text);
  if (!response.ok) {
    const failure = readProblem(response.status, value, response.headers.get("retry-after"));
    if (failure.kind === "problem") refused(failure.slug);
    return failed(failure);
  }
  if (text !== "" && value === undefined) {
    return failed({ kind: "unreadable", status: response.status });
  }
  return answered(value as T);
}

const JSON_TYPES = "application/json, application/problem+json";
const JSON_BODY = { "content-type": "application/json" };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
