import { pause, until } from "./until.mjs";

/**
 * What one page decoded so far, a figure for each stream it receives. Packets that arrive prove
 * little; a decoded frame and the energy of decoded sound prove that somebody is seen and heard.
 *
 * @typedef {object} Decoded
 * @property {Record<string, number>} frames by the stream's SSRC
 * @property {Record<string, number>} energy by the stream's SSRC
 */

/** Runs in the page before its own scripts: remembers every peer connection for `decoded`. */
export function countPeerConnections() {
  /** @type {RTCPeerConnection[]} */
  const peers = [];
  Object.defineProperty(window, "peerConnections", { value: peers });
  window.RTCPeerConnection = class extends RTCPeerConnection {
    /** @param {RTCConfiguration} [configuration] */
    constructor(configuration) {
      super(configuration);
      peers.push(this);
    }
  };
}

/** @param {import("./someone.js").Page} page */
export function decoded(page) {
  return page.evaluate(async () => {
    const peers = /** @type {{peerConnections?: RTCPeerConnection[]}} */ (window).peerConnections;
    /** @type {Decoded} */
    const sums = { frames: {}, energy: {} };
    for (const peer of peers ?? []) {
      if (peer.connectionState === "closed") continue;
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== "inbound-rtp") continue;
        if (report.kind === "video") sums.frames[report.ssrc] = report.framesDecoded ?? 0;
        if (report.kind === "audio") sums.energy[report.ssrc] = report.totalAudioEnergy ?? 0;
      }
    }
    return sums;
  });
}

/**
 * Waits until this page sees and hears so many others.
 *
 * @param {import("./someone.js").Page} page
 * @param {{seen: number, heard: number, within?: number}} others
 */
export function seesAndHears(page, others) {
  return rise(() => decoded(page), others);
}

/**
 * Waits until that many streams of each kind have figures that rose since this call began.
 *
 * @param {() => Promise<Decoded>} ask
 * @param {{seen: number, heard: number, within?: number}} streams
 */
export async function rise(ask, { seen, heard, within = 30_000 }) {
  const before = await ask();
  const found = { seen: 0, heard: 0 };
  return until(
    () => `sees ${found.seen} of ${seen} and hears ${found.heard} of ${heard}`,
    async () => {
      const now = await ask();
      found.seen = risen(before.frames, now.frames);
      found.heard = risen(before.energy, now.energy);
      return found.seen >= seen && found.heard >= heard && now;
    },
    { within, every: 500 },
  );
}

/**
 * Waits until no frame, or no sound, was decoded for a whole second: what was on its way when
 * somebody switched it off has come, however slow the machine.
 *
 * @param {() => Promise<Decoded>} ask
 * @param {keyof Decoded} what
 */
export async function rests(ask, what) {
  return until(`${what} come to rest`, async () => {
    const before = await ask();
    await pause(1_000);
    const now = await ask();
    return risen(before[what], now[what]) === 0 ? now : undefined;
  });
}

/**
 * How many figures of `now` are above what they were.
 *
 * @param {Record<string, number>} before
 * @param {Record<string, number>} now
 */
export function risen(before, now) {
  return Object.entries(now).filter(([ssrc, figure]) => figure > (before[ssrc] ?? 0)).length;
}
