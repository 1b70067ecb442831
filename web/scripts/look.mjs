// Draws every page in Chromium at three sizes (the room also on a phone's side), audits each with axe, and keeps the pictures in .look/.
// Needs `npm run build`; the mock server, once with the built pages and once unbuilt, runs while it looks.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "playwright-core";
import { SCENES } from "./scenes.mjs";

const PAGES = "http://127.0.0.1:4173";
const ROOM = "http://127.0.0.1:5173";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = { phone: [390, 844], desk: [1440, 900], zoomed: [320, 256], lying: [844, 390] };
const only = process.argv[2];

mkdirSync(".look", { recursive: true });
const servers = await Promise.all([serve(PAGES, ["preview"]), serve(ROOM, [])]);
process.on("exit", () => servers.forEach((server) => server.kill()));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
});

let wrong = 0;
for (const scene of SCENES) {
  if (only && !new RegExp(only).test(scene.name)) continue;
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    if (size === "lying" && !scene.room) continue;
    wrong += await look(scene, size, { width, height });
  }
}
await browser.close();
console.log(wrong === 0 ? "nothing wrong" : `${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);

/** Vite with the mock server, once it answers. */
async function serve(url, words) {
  const { hostname, port } = new URL(url);
  const vite = ["node_modules/vite/bin/vite.js", ...words, "--mode", "mock", "--strictPort", "--host", hostname, "--port", port];
  const server = spawn(process.execPath, vite, { stdio: ["ignore", "ignore", "inherit"] });
  for (let tries = 0; tries < 150 && server.exitCode === null; tries++) {
    if (await answers(hostname, port)) return server;
    await pause(200);
  }
  server.kill();
  throw new Error(`no mock server at ${url}`);
}

/** Whether somebody listens there. */
function answers(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

async function look({ name, path, set, act, room, settle }, size, viewport) {
  const page = await browser.newPage({ viewport, bypassCSP: false });
  const faults = [];
  page.on("console", (message) => {
    const text = message.text();
    const expected = /status of (401|404|409|422|503)|ERR_CONNECTION_REFUSED|rtc\/v1\/validate|LiveKit|livekit|ConnectionError/.test(text);
    if (message.type() === "error" && !expected) faults.push(text);
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  const base = room ? ROOM : PAGES;
  await page.request.post(`${base}/mock`, { data: set ?? {} });
  await page.goto(base + path);
  await page.waitForSelector("h1", { state: "attached" });
  await page.waitForFunction(() => document.querySelector(".loading") === null);
  if (settle) await page.waitForTimeout(settle);
  await act?.(page);
  await page.screenshot({ path: `.look/${name}-${size}.png`, fullPage: true });
  faults.push(...(await audit(page)), ...(await measure(page, name)));
  await page.close();
  for (const fault of faults) console.log(`${name} ${size}: ${fault}`);
  return faults.length;
}

/** axe over the DevTools protocol's isolated evaluation, so that the page's own policy stays strict. */
async function audit(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return violations.map(({ id, nodes }) => `axe ${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** No sideways scrolling; buttons at least 44 px; patient text at least 18 px. */
async function measure(page) {
  return page.evaluate(() => {
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth + 1) faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
    for (const button of document.querySelectorAll("button, summary, select, .button, input:not([type=radio],[type=checkbox]), .choice")) {
      const { width, height } = button.getBoundingClientRect();
      if (height > 0 && (height < 44 || width < 44)) faults.push(`small target ${button.textContent}: ${width}x${height}`);
    }
    if (document.body.classList.contains("door")) {
      for (const element of document.querySelectorAll("body *")) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (own && size < 18 && !element.closest(".unseen, noscript, script, style, title, head")) faults.push(`small text ${size}: ${element.textContent}`);
      }
    }
    return faults;
  });
}
