/**
 * What a page's call had come to at a moment, summed over its streams.
 *
 * @typedef {object} Sample
 * @property {number} at milliseconds
 * @property {number} framesSent of that stream which sent most: the layers of a picture count once
 * @property {number} framesDecoded
 * @property {number} repeatsSent packets sent again
 * @property {number} repeatsHeard packets received that had been sent again
 * @property {number} made samples of sound that were made up for lost ones
 * @property {number} samples of sound, made up or not
 * @property {number} energy of the sound
 */

/** How often a page is looked at, in milliseconds. */
const EVERY = 100;

/**
 * Watches a page's call. It needs one camera at most among the others, or a picture that stands
 * still hides behind one that moves.
 *
 * @param {import("./someone.js").Page} page
 * @param {number} seconds
 */
export async function watch(page, seconds) {
  return course(await page.evaluate(sampleHere, { every: EVERY, times: (seconds * 1_000) / EVERY }));
}

/**
 * How a call went, from first sample to last.
 *
 * @param {Sample[]} samples
 */
export function course(samples) {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) throw new Error("nothing was seen");
  return {
    framesSent: last.framesSent - first.framesSent,
    framesDecoded: last.framesDecoded - first.framesDecoded,
    longestStill: longestStill(samples),
    repeatsSent: last.repeatsSent - first.repeatsSent,
    repeatsHeard: last.repeatsHeard - first.repeatsHeard,
    madeUp: (last.made - first.made) / (last.samples - first.samples),
    energies: eachSecond(samples).map((second, index, all) => second.energy - (all[index - 1] ?? first).energy),
  };
}

/**
 * The longest time in milliseconds in which no new frame came.
 *
 * @param {Sample[]} samples
 */
function longestStill(samples) {
  let [longest, moved] = [0, samples[0]];
  for (const sample of samples) {
    longest = Math.max(longest, sample.at - (moved ?? sample).at);
    if (sample.framesDecoded > (moved?.framesDecoded ?? 0)) moved = sample;
  }
  return longest;
}

/**
 * The samples that end a second.
 *
 * @param {Sample[]} samples
 */
function eachSecond(samples) {
  const second = (/** @type {Sample} */ { at }) => Math.floor((at - (samples[0]?.at ?? 0)) / 1_000);
  return samples.filter((sample, index) => index > 0 && second(sample) > second(samples[index - 1] ?? sample));
}

/**
 * Runs in the page.
 *
 * @param {{every: number, times: number}} rhythm
 */
async function sampleHere({ every, times }) {
  const samples = [await sample()];
  for (let time = 0; time < times; time += 1) {
    await new Promise((resolve) => setTimeout(resolve, every));
    samples.push(await sample());
  }
  return samples;

  /** @returns {Promise<Sample>} */
  async function sample() {
    const reports = await statistics();
    const sum = (/** @type {string} */ type, /** @type {string} */ figure) => {
      return reports.filter((one) => one.type === type).reduce((total, one) => total + (one[figure] ?? 0), 0);
    };
    return {
      at: performance.now(),
      framesSent: Math.max(0, ...reports.map((one) => (one.type === "outbound-rtp" && one.framesSent) || 0)),
      framesDecoded: sum("inbound-rtp", "framesDecoded"),
      repeatsSent: sum("outbound-rtp", "retransmittedPacketsSent"),
      repeatsHeard: sum("inbound-rtp", "retransmittedPacketsReceived"),
      made: sum("inbound-rtp", "concealedSamples"),
      samples: sum("inbound-rtp", "totalSamplesReceived"),
      energy: sum("inbound-rtp", "totalAudioEnergy"),
    };
  }

  /** @returns {Promise<any[]>} */
  async function statistics() {
    const peers = /** @type {{peerConnections?: RTCPeerConnection[]}} */ (window).peerConnections ?? [];
    const open = peers.filter((peer) => peer.connectionState !== "closed");
    const reports = await Promise.all(open.map((peer) => peer.getStats()));
    return reports.flatMap((report) => [...report.values()]);
  }
}
