import assert from "node:assert/strict";
import { decoded } from "../harness/media.mjs";
import { pause } from "../harness/until.mjs";

/**
 * What people notice of a call while something happens to it.
 *
 * @typedef {import("../harness/someone.js").Someone} Someone
 */

/**
 * One second in which more was decoded, of the picture and of the sound.
 *
 * @param {Someone} person
 */
export async function assertGoesOn({ page }) {
  const before = await decoded(page);
  await pause(1_000);
  const now = await decoded(page);
  for (const kind of /** @type {const} */ (["frames", "energy"])) {
    const sum = (/** @type {Record<string, number>} */ figures) => {
      return Object.values(figures).reduce((all, one) => all + one, 0);
    };
    assert.ok(sum(now[kind]) > sum(before[kind]), `${kind} rose within a second`);
  }
}

/**
 * Has the page write down what its people would notice.
 *
 * @param {Someone} person
 * @returns {Promise<void>}
 */
export function writeDown({ page }) {
  return page.evaluate(() => {
    const { room } = /** @type {any} */ (window);
    /** @type {string[]} */
    const happened = [];
    Object.assign(window, { happened });
    const events = ["signalReconnecting", "reconnecting", "reconnected", "disconnected"];
    for (const name of [...events, "participantDisconnected", "trackUnsubscribed"]) {
      room.on(name, () => happened.push(name));
    }
  });
}

/**
 * @param {Someone} person
 * @returns {Promise<string[]>}
 */
export function happened({ page }) {
  return page.evaluate(() => /** @type {any} */ (window).happened);
}

/**
 * Whether the only other's camera is known to be off.
 *
 * @param {Someone} person
 * @returns {Promise<boolean>}
 */
export function muted({ page }) {
  return page.evaluate(() => {
    const [other] = /** @type {any} */ (window).room.remoteParticipants.values();
    return !other.isCameraEnabled;
  });
}
