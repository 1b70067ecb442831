/**
 * What one page receives at a moment, each stream by its SSRC.
 *
 * @typedef {object} Streams
 * @property {Record<string, number>} energy of sound, since it began
 * @property {number} samples of sound since it began, and how many of them were made up for lost ones: silence between
 *   words is not lost
 * @property {number} madeUp
 * @property {number} bytes of both, repeats included, since it began
 * @property {Record<string, {frames: number, height: number}>} pictures decoded since it began, and how high they are now
 */

/**
 * @param {import("./someone.js").Page} page
 * @returns {Promise<Streams>}
 */
export function streams(page) {
  return page.evaluate(async () => {
    const peers = /** @type {{peerConnections?: RTCPeerConnection[]}} */ (window).peerConnections ?? [];
    /** @type {Streams} */
    const found = { bytes: 0, energy: {}, samples: 0, madeUp: 0, pictures: {} };
    for (const peer of peers.filter((one) => one.connectionState !== "closed")) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== "inbound-rtp") continue;
        found.bytes += report.bytesReceived + report.headerBytesReceived;
        if (report.kind === "audio") {
          found.energy[report.ssrc] = report.totalAudioEnergy ?? 0;
          found.samples += report.totalSamplesReceived ?? 0;
          found.madeUp += (report.concealedSamples ?? 0) - (report.silentConcealedSamples ?? 0);
        }
        if (report.kind !== "video") continue;
        found.pictures[report.ssrc] = { frames: report.framesDecoded ?? 0, height: report.frameHeight ?? 0 };
      }
    }
    return found;
  });
}
