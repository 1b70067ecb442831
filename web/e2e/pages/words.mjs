/**
 * Waits for the page's title on the page.
 *
 * @param {import("playwright-core").Page} page
 * @param {string | RegExp} name
 */
export function expectHeading(page, name) {
  return page.getByRole("heading", { level: 1, name }).waitFor();
}
