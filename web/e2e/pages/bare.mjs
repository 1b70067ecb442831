import assert from "node:assert/strict";

/**
 * What a person does in a bare room, by the LiveKit client itself.
 *
 * @typedef {import("../harness/someone.js").Someone} Someone
 */

/**
 * @param {Someone} person
 * @param {boolean} on
 * @returns {Promise<unknown>}
 */
export function setCamera({ page }, on) {
  return page.evaluate((/** @type {boolean} */ wanted) => {
    return /** @type {any} */ (window).room.localParticipant.setCameraEnabled(wanted);
  }, on);
}

/**
 * @param {Someone} person
 * @param {boolean} on
 * @returns {Promise<unknown>}
 */
export function setMicrophone({ page }, on) {
  return page.evaluate((/** @type {boolean} */ wanted) => {
    return /** @type {any} */ (window).room.localParticipant.setMicrophoneEnabled(wanted);
  }, on);
}

/**
 * @param {Someone} person
 * @returns {Promise<unknown>}
 */
export function leave({ page }) {
  return page.evaluate(() => /** @type {any} */ (window).room.disconnect());
}

/**
 * How many others this page knows of.
 *
 * @param {Someone} person
 * @returns {Promise<number>}
 */
export function others({ page }) {
  return page.evaluate(() => /** @type {any} */ (window).room.remoteParticipants.size);
}

/**
 * Breaks the signalling line and waits until it is taken up again.
 *
 * @param {Someone} person
 */
export async function breakLine({ page }) {
  const how = await page.evaluate(breakLineHere);
  assert.equal(how, "resumed");
}

/** Runs in the page. @returns {Promise<"resumed" | "entered anew">} */
function breakLineHere() {
  const { room } = /** @type {any} */ (window);
  return new Promise((resolve) => {
    room.once("reconnecting", () => resolve("entered anew"));
    room.once("reconnected", () => resolve("resumed"));
    room.simulateScenario("signal-reconnect");
  });
}
