import { afterEach, expect, test, vi } from "vitest";
import { failureWords } from "../strings/words";
import { fieldErrors, passing, slugOf, type Failure, type Reply } from "./reply";
import { get, hearRefusals, post } from "./request";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  hearRefusals(() => {});
});

const answers = (response: Response) => {
  const fetched = vi.fn<(path: string, options: RequestInit) => Promise<Response>>();
  fetched.mockResolvedValue(response);
  vi.stubGlobal("fetch", fetched);
  return fetched;
};

const problem = (status: number, body: object, headers = {}) =>
  new Response(JSON.stringify({ title: "No", status, ...body }), { status, headers });

function failureOf(reply: Reply<unknown>): Failure {
  if (reply.ok) throw new Error("expected a failure");
  return reply.failure;
}

test("an answer is its JSON, and an empty answer is no failure", async () => {
  answers(new Response('{"id":"1"}'));
  expect(await get("/api/x")).toEqual({ ok: true, value: { id: "1" } });
  answers(new Response(null, { status: 204 }));
  expect((await post("/api/x")).ok).toBe(true);
});

test("a problem keeps its slug, its field errors and its patience", async () => {
  answers(
    problem(
      429,
      { type: "/problems/too-many-attempts", fields: [{ field: "email", message: "Slow down." }] },
      { "retry-after": "30" },
    ),
  );
  const failure = failureOf(await post("/api/sign-in", {}));
  expect(slugOf(failure)).toBe("too-many-attempts");
  expect(fieldErrors(failure)).toEqual({ email: "Slow down." });
  expect(failureWords(failure)).toBe("Too many tries. Please wait 30 seconds.");
});

test("the server's own sentence is shown, its title where it has none", async () => {
  answers(problem(409, { type: "/problems/group-full", detail: "The group is full." }));
  expect(failureWords(failureOf(await get("/api/x")))).toBe("The group is full.");
  answers(problem(409, { type: "/problems/group-full", title: "Full" }));
  expect(failureWords(failureOf(await get("/api/x")))).toBe("Full");
});

test("an answer we cannot read is told apart from a problem", async () => {
  answers(new Response("<html>", { status: 502 }));
  expect(failureOf(await get("/api/x"))).toEqual({ kind: "unreadable", status: 502 });
  answers(new Response("<html>"));
  expect(failureOf(await get("/api/x"))).toEqual({ kind: "unreadable", status: 200 });
});

test("no network is offline, and too slow an answer is a timeout", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
  expect(failureOf(await get("/api/x"))).toEqual({ kind: "offline" });

  vi.useFakeTimers();
  const never = (_path: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
  vi.stubGlobal("fetch", never);
  const slow = get("/api/x");
  await vi.advanceTimersByTimeAsync(12_000);
  expect(failureOf(await slow)).toEqual({ kind: "timeout" });
});

test("the end of a sign-in is told to whoever listens", async () => {
  const hearer = vi.fn();
  hearRefusals(hearer);
  answers(problem(401, { type: "/problems/sign-in-required" }));
  await get("/api/x");
  expect(hearer).toHaveBeenCalledExactlyOnceWith("sign-in-required");
});

test("a token travels in the body and never in the address", async () => {
  const fetched = answers(new Response("{}"));
  await post("/api/door/look", { token: "secret" });
  const [path, options] = fetched.mock.calls[0] ?? [];
  expect(path).toBe("/api/door/look");
  expect(options?.body).toBe('{"token":"secret"}');
});

test("what may pass by itself is tried again, what was refused is not", () => {
  const refusal = (status: number): Failure => ({
    kind: "problem",
    status,
    slug: "x",
    problem: { type: "/problems/x", title: "x", detail: "x", status },
  });
  expect(passing({ kind: "offline" })).toBe(true);
  expect(passing({ kind: "timeout" })).toBe(true);
  expect(passing({ kind: "unreadable", status: 502 })).toBe(true);
  expect(passing(refusal(503))).toBe(true);
  expect(passing(refusal(409))).toBe(false);
  expect(passing(refusal(401))).toBe(false);
});
