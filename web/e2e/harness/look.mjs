import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { DESKTOP, PHONE } from "./browser.mjs";

const SCREENSHOTS = fileURLToPath(new URL("../screenshots", import.meta.url));

/** A desktop window at 400 %, where WCAG 1.4.10 wants no sideways scrolling either. */
const ZOOMED = { width: 320, height: 256 };

/** WCAG 2.2 AA, and what axe calls good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Looks at a page as its readers do: a picture at both sizes, no finding of axe at either, and no
 * sideways scrolling, also at 400 %.
 *
 * @param {import("./browser.mjs").Person} person
 * @param {string} name names the pictures
 */
export async function look(person, name) {
  const own = person.page.viewportSize() ?? DESKTOP;
  for (const size of [PHONE, DESKTOP]) {
    await person.page.setViewportSize(size);
    await photograph(person.page, `${name}-${size.width}x${size.height}`);
    await assertFitsSideways(person.page, `${name} at ${size.width}`);
    await assertNoBarriers(person.page, `${name} at ${size.width}`);
  }
  await person.page.setViewportSize(ZOOMED);
  await assertFitsSideways(person.page, `${name} at 400 %`);
  await person.page.setViewportSize(own);
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
export function photograph(page, name) {
  return page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, animations: "disabled" });
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} where
 */
async function assertFitsSideways(page, where) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${where}: ${content} px wide content in ${window} px`);
}

/**
 * Fails with each barrier axe found, in its own words.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} where
 */
export async function assertNoBarriers(page, where) {
  // Evaluated by the debugger, so the page's Content-Security-Policy stays as it is.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (rules) => window.axe.run(document, { runOnly: { type: "tag", values: rules } }),
    RULES,
  );
  const barriers = violations.flatMap(({ help, nodes }) =>
    nodes.map((node) => `${help}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
  assert.deepEqual(barriers, [], where);
}
