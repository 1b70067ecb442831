// A call that survives, in two real Chromium: the line to the server breaks, tiles grow and shrink, and the picture goes on.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { BareRoom } from "./harness/bare-room.mjs";
import { Person } from "./harness/browser.mjs";
import { chapters } from "./harness/chapters.mjs";
import { Line } from "./harness/line.mjs";
import { decoded, seesAndHears } from "./harness/media.mjs";
import { until } from "./harness/until.mjs";
import { setCamera } from "./pages/bare.mjs";
import { assertGoesOn, happened, muted, writeDown } from "./pages/noticed.mjs";

/** Those of our own call. */
const OPTIONS = {
  adaptiveStream: true,
  dynacast: true,
  videoCaptureDefaults: { resolution: { width: 1280, height: 720, frameRate: 30 } },
  publishDefaults: { simulcast: true, videoCodec: "vp8", red: false },
};

/** How long the line stays cut, in milliseconds. */
const CUT = 5_000;

describe("a call that survives", () => {
  const chapter = chapters();
  /** @type {BareRoom} */
  let room;
  /** @type {Person} */
  let ada;
  /** @type {Person} */
  let ben;
  /** @type {Line} */
  let line;

  before(async () => {
    room = await BareRoom.open();
    [ada, ben] = await Promise.all([Person.atDesk(room.url), Person.atDesk(room.url)]);
    line = await Line.of(ada.page);
    await room.enter(ada, "ada", OPTIONS);
    await room.enter(ben, "ben", OPTIONS);
    await Promise.all([ada, ben].map(writeDown));
    await Promise.all([ada, ben].map(({ page }) => seesAndHears(page, { seen: 1, heard: 1 })));
  });

  after(async () => {
    await Promise.all([ada?.leave(), ben?.leave()]);
    await room?.close();
  });

  chapter("while the line is cut and after it is mended, the picture never stops", async () => {
    const before = await decoded(ben.page);
    await line.cut();
    for (let seconds = 0; seconds < CUT / 1_000; seconds += 1) await assertGoesOn(ben);
    assert.deepEqual(await happened(ada), ["signalReconnecting"]);
    line.mend();
    await until("Ada is back", async () => (await happened(ada)).includes("reconnected"));
    await assertGoesOn(ben);
    await assertGoesOn(ada);
    assert.deepEqual(
      Object.keys((await decoded(ben.page)).frames),
      Object.keys(before.frames),
      "the same stream throughout",
    );
    assert.deepEqual(await happened(ada), ["signalReconnecting", "reconnected"], "taken up, not begun anew");
    assert.deepEqual(await happened(ben), [], "nobody was told of it");
  });

  chapter("the mended line carries what is said", async () => {
    await setCamera(ada, false);
    await until("Ben sees the camera off", () => muted(ben));
    await setCamera(ada, true);
    await seesAndHears(ben.page, { seen: 1, heard: 1 });
  });

  chapter("a small tile gets the small layer, and the large ones are not encoded", async () => {
    await show(ben, 160, 90);
    await until("Ben decodes 320 pixels", async () => (await width(ben)) === 320, { within: 30_000 });
    await until("Ada sends one layer", async () => (await layers(ada)).length === 1, { within: 30_000 });
    assert.deepEqual(await layers(ada), ["q"]);
  });

  chapter("a tile that grows gets a larger layer of the same stream", async () => {
    const before = Object.keys((await decoded(ben.page)).frames);
    await show(ben, 1280, 720);
    await until("Ben decodes more pixels", async () => (await width(ben)) >= 640, { within: 30_000 });
    assert.deepEqual(Object.keys((await decoded(ben.page)).frames), before);
    await assertGoesOn(ben);
  });
});

/**
 * Shows the picture at this size.
 *
 * @param {Person} person
 * @param {number} width CSS pixels
 * @param {number} height CSS pixels
 */
function show({ page }, width, height) {
  return page.evaluate(([wide, high]) => {
    for (const video of document.querySelectorAll("video")) {
      Object.assign(video.style, { width: `${wide}px`, height: `${high}px` });
    }
  }, [width, height]);
}

/**
 * How wide the picture is that this page decodes.
 *
 * @param {Person} person
 * @returns {Promise<number>}
 */
async function width(person) {
  const received = await reports(person, "inbound-rtp");
  return Math.max(0, ...received.map(({ frameWidth }) => frameWidth ?? 0));
}

/**
 * The layers this page encodes.
 *
 * @param {Person} person
 * @returns {Promise<string[]>} their rids
 */
async function layers(person) {
  const sent = await reports(person, "outbound-rtp");
  return sent.filter(({ rid, active }) => rid && active).map(({ rid }) => rid);
}

/**
 * @param {Person} person
 * @param {string} type
 * @returns {Promise<any[]>} of video
 */
function reports({ page }, type) {
  return page.evaluate(async (wanted) => {
    const { peerConnections } = /** @type {{peerConnections: RTCPeerConnection[]}} */ (/** @type {unknown} */ (window));
    const found = [];
    for (const peer of peerConnections) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type === wanted && report.kind === "video") found.push(report);
      }
    }
    return found;
  }, type);
}
