// What the binary serves besides answers: its own pages, their headers and their assets.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Wellmet } from "./harness/wellmet.mjs";

/** `make run` promises a demo within 5 s of the build, on its very first start. */
const READY_WITHIN = 5_000;

describe("the server", () => {
  /** @type {Wellmet} */
  let wellmet;

  before(async () => {
    wellmet = await Wellmet.start("served");
  });

  after(async () => {
    await wellmet?.stop();
  });

  /** @param {string} path */
  const get = (path) => fetch(new URL(path, wellmet.url), { redirect: "manual" });

  test("is ready within 5 s of its first start", () => {
    console.log(`figure demo_first_start ${Math.round(wellmet.readyAfter)} ms`);
    assert.ok(wellmet.readyAfter < READY_WITHIN, `${wellmet.readyAfter} ms`);
  });

  for (const path of ["/", "/sign-in", "/prescriptions", `/d/${"a".repeat(26)}`, "/visit"]) {
    test(`serves ${path.slice(0, 4)}… with a policy that lets in nothing foreign`, async () => {
      const answer = await get(path);
      assert.equal(answer.status, 200);
      assert.match(header(answer, "content-type"), /^text\/html/);
      assert.equal(header(answer, "x-content-type-options"), "nosniff");
      assert.equal(header(answer, "referrer-policy"), "no-referrer");
      assert.equal(answer.headers.get("set-cookie"), null);
      const policy = header(answer, "content-security-policy");
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    });
  }

  test("never lets a page be kept, and an asset always", async () => {
    const page = await get("/sign-in");
    assert.match(header(page, "cache-control"), /no-cache|no-store/);
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
    assert.ok(script, "the page names its script");
    const asset = await get(script);
    assert.match(header(asset, "content-type"), /javascript/);
    assert.match(header(asset, "cache-control"), /immutable/);
    assert.equal(header(asset, "content-encoding"), "gzip");
  });

  test("answers an unknown address of the API with a problem, not with a page", async () => {
    const answer = await get("/api/no-such-thing");
    assert.equal(answer.status, 404);
    assert.match(header(answer, "content-type"), /^application\/problem\+json/);
  });

  test("answers an unknown asset with 404, not with a page", async () => {
    assert.equal((await get("/assets/no-such-thing.js")).status, 404);
  });

  test("refuses a request that another site made a browser send", async () => {
    const answer = await fetch(new URL("/api/sign-in", wellmet.url), {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://example.org" },
      body: JSON.stringify({ email: "a@example.org", password: "b" }),
    });
    assert.equal(answer.status, 403);
  });

  test("is alive and ready, and says so", async () => {
    assert.equal((await get("/healthz")).status, 200);
    assert.equal((await get("/readyz")).status, 200);
  });
});

/**
 * @param {Response} answer
 * @param {string} name
 */
function header(answer, name) {
  return answer.headers.get(name) ?? "";
}
