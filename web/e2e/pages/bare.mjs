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

/**
 * Notes from now on what others send: packets, and texts as streams.
 *
 * @param {Someone} person
 * @returns {Promise<void>}
 */
export function listen({ page }) {
  return page.evaluate(() => {
    const { room } = /** @type {any} */ (window);
    /** @type {Heard[]} */
    const heard = [];
    Object.assign(window, { heard });
    room.on("dataReceived", (/** @type {Uint8Array} */ payload, /** @type {any} */ from) => {
      heard.push({ from: from?.identity, text: new TextDecoder().decode(payload) });
    });
    room.registerTextStreamHandler("chat", async (/** @type {any} */ reader, /** @type {any} */ from) => {
      heard.push({ from: from.identity, text: await reader.readAll() });
    });
  });
}

/**
 * @typedef {{from: string | undefined, text: string}} Heard
 */

/**
 * @param {Someone} person
 * @returns {Promise<Heard[]>} what they have heard since they listen
 */
export function heard({ page }) {
  return page.evaluate(() => /** @type {any} */ (window).heard);
}

/**
 * @param {Someone} person
 * @param {string} text
 * @param {{reliable: boolean, destinationIdentities?: string[]}} options
 * @returns {Promise<unknown>}
 */
export function send({ page }, text, options) {
  return page.evaluate(
    ([text, options]) => {
      const { room } = /** @type {any} */ (window);
      return room.localParticipant.publishData(new TextEncoder().encode(text), options);
    },
    /** @type {const} */ ([text, options]),
  );
}

/**
 * @param {Someone} person
 * @param {string} text
 * @returns {Promise<unknown>}
 */
export function write({ page }, text) {
  return page.evaluate((/** @type {string} */ text) => {
    return /** @type {any} */ (window).room.localParticipant.sendText(text, { topic: "chat" });
  }, text);
}

/**
 * Puts a packet on the wire by hand that says it is from somebody else.
 *
 * @param {Someone} person
 * @param {string} as whose name it bears
 * @param {string} text
 * @returns {Promise<void>}
 */
export function forge({ page }, as, text) {
  return page.evaluate(
    ([as, text]) => {
      const field = (/** @type {number} */ number, /** @type {Iterable<number>} */ contents) => {
        const bytes = [...contents];
        return [(number << 3) | 2, bytes.length, ...bytes];
      };
      const utf8 = (/** @type {string} */ word) => new TextEncoder().encode(word);
      const user = [...field(5, utf8(as)), ...field(2, utf8(text))];
      const packet = [...field(4, utf8(as)), ...field(2, user)];
      const { room } = /** @type {any} */ (window);
      room.engine.dataChannelForKind(0).send(new Uint8Array(packet));
    },
    /** @type {const} */ ([as, text]),
  );
}

/**
 * Receives no pictures, of those that are here and of those that come.
 *
 * @param {Someone} person
 * @returns {Promise<void>}
 */
export function lookAtNobody({ page }) {
  return page.evaluate(() => {
    const { room } = /** @type {any} */ (window);
    const refuse = (/** @type {any} */ publication) => {
      if (publication.kind === "video") publication.setSubscribed(false);
    };
    room.on("trackPublished", refuse);
    for (const one of room.remoteParticipants.values()) one.trackPublications.forEach(refuse);
  });
}

/**
 * How many pictures this page was told to be paused, for they do not fit through.
 *
 * @param {Someone} person
 * @returns {Promise<number>}
 */
export function paused({ page }) {
  return page.evaluate(() => {
    const { room } = /** @type {any} */ (window);
    const people = [...room.remoteParticipants.values()];
    const pictures = people.flatMap((one) => [...one.videoTrackPublications.values()]);
    return pictures.filter(({ track }) => track?.streamState === "paused").length;
  });
}
