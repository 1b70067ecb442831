// Fails the build when a patient's first load (html + js + css, gzip) outgrows its budget.
// The call's code is outside it: it loads while they read.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
const BUDGETS = { "door.html": 60 * 1024, "staff.html": 90 * 1024 };

const manifest = JSON.parse(readFileSync(new URL("manifest.json", DIST), "utf8"));

/** A page's own files: its entry chunk, what that imports statically, and their styles. */
function firstLoad(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const imported of chunk.imports ?? []) firstLoad(imported, seen);
  return seen;
}

const gzipped = (file) => gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length;

let over = false;
for (const [page, budget] of Object.entries(BUDGETS)) {
  const files = [page, ...firstLoad(page)];
  const size = files.map(gzipped).reduce((sum, bytes) => sum + bytes, 0);
  if (!files.some((file) => file.endsWith(".js")) || !files.some((file) => file.endsWith(".css"))) {
    throw new Error(`${page}: no script or no style found in the manifest`);
  }
  over ||= size > budget;
  const verdict = size > budget ? "OVER BUDGET" : "ok";
  console.log(`${page}: ${(size / 1024).toFixed(1)} KB of ${budget / 1024} KB gzip (${verdict})`);
}
process.exit(over ? 1 : 0);
