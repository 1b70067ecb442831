// The older generation of the protocol in real browsers: two peer connections make one person. Ada and Cy have
// two, Ben has one; nobody can tell.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { BareRoom } from "./harness/bare-room.mjs";
import { Person } from "./harness/browser.mjs";
import { chapters } from "./harness/chapters.mjs";
import { Line } from "./harness/line.mjs";
import { decoded, risen, seesAndHears } from "./harness/media.mjs";
import { until } from "./harness/until.mjs";
import { heard, leave, listen, others, send, setCamera, write } from "./pages/bare.mjs";
import { assertGoesOn, happened, writeDown } from "./pages/noticed.mjs";

/** Those of our own call, but for the connections. */
const TWO = {
  singlePeerConnection: false,
  adaptiveStream: true,
  dynacast: true,
  publishDefaults: { simulcast: true, videoCodec: "vp8", red: false },
};

describe("people with two connections", () => {
  const chapter = chapters();
  /** @type {BareRoom} */
  let room;
  /** @type {Record<"ada" | "ben" | "cy", Person>} */
  let people;
  /** @type {Line} */
  let line;

  before(async () => {
    room = await BareRoom.open();
    const [ada, ben, cy] = await Promise.all([
      Person.atDesk(room.url),
      Person.atDesk(room.url),
      Person.atDesk(room.url),
    ]);
    people = { ada, ben, cy };
    line = await Line.of(ada.page);
  });

  after(async () => {
    await Promise.all(Object.values(people ?? {}).map((person) => person.leave()));
    await room?.close();
  });

  chapter("see and hear each other, and one who has one connection", async () => {
    const { ada, ben, cy } = people;
    await room.enter(ada, "ada", TWO);
    await room.enter(ben, "ben");
    await room.enter(cy, "cy", TWO);
    await everybody({ seen: 2, heard: 2 });
    assert.deepEqual(await Promise.all([ada, ben, cy].map(connections)), [2, 1, 2]);
  });

  chapter("read what the others write, whichever way it comes", async () => {
    const { ada, ben, cy } = people;
    await Promise.all([ada, ben, cy].map(listen));
    await write(ada, "Hello from Ada");
    await write(ben, "Hello from Ben");
    await send(cy, "a packet from Cy", { reliable: true });
    for (const listener of [ben, cy]) await reads(listener, { from: "ada", text: "Hello from Ada" });
    for (const listener of [ada, cy]) await reads(listener, { from: "ben", text: "Hello from Ben" });
    for (const listener of [ada, ben]) await reads(listener, { from: "cy", text: "a packet from Cy" });
    await until("the lossy packet came", async () => {
      await send(ben, "a lossy packet", { reliable: false });
      const heardBy = await Promise.all([ada, cy].map(heard));
      return heardBy.every((all) => includes(all, { from: "ben", text: "a lossy packet" }));
    });
  });

  chapter("are heard only while their camera is off, and seen again after", async () => {
    const { ada, ben, cy } = people;
    for (const [one, watches] of /** @type {const} */ ([[ada, ben], [ben, cy]])) {
      await setCamera(one, false);
      await seesAndHears(watches.page, { seen: 1, heard: 2 });
      const before = await decoded(watches.page);
      await seesAndHears(watches.page, { seen: 1, heard: 2 });
      assert.equal(risen(before.frames, (await decoded(watches.page)).frames), 1, "of one other");
      await setCamera(one, true);
      await everybody({ seen: 2, heard: 2 });
    }
  });

  chapter("go on through a break of their line, without a new call", async () => {
    const { ada, ben } = people;
    await Promise.all([ada, ben].map(writeDown));
    await line.cut();
    for (let seconds = 0; seconds < 3; seconds += 1) await assertGoesOn(ben);
    line.mend();
    await until("Ada is back", async () => (await happened(ada)).includes("reconnected"));
    await everybody({ seen: 2, heard: 2 });
    assert.deepEqual(await happened(ada), ["signalReconnecting", "reconnected"], "taken up, not begun anew");
    assert.deepEqual(await happened(ben), [], "nobody was told of it");
  });

  chapter("see and hear who comes back, in the sections there were", async () => {
    const { ada, ben } = people;
    /** @type {number[]} */
    const sections = [];
    for (let round = 0; round < 3; round += 1) {
      await leave(ben);
      await until("Ben is gone at Ada's", async () => (await others(ada)) === 1);
      await room.enter(ben, "ben");
      await everybody({ seen: 2, heard: 2 });
      sections.push(await offeredSections(ada));
    }
    // Those of two others, and two that rest until the next offer.
    assert.ok(Math.max(...sections) <= 1 + 2 * 3, `sections: ${sections}`);
  });

  chapter("are removed as others are, and the others go on", async () => {
    const { ada, ben, cy } = people;
    await room.order("remove", "cy");
    await until("Cy is told", async () => {
      const endings = await cy.page.evaluate(() => /** @type {any} */ (window).endings);
      return endings.includes("PARTICIPANT_REMOVED");
    });
    await Promise.all([ada, ben].map(({ page }) => seesAndHears(page, { seen: 1, heard: 1 })));
    assert.equal(await others(ada), 1);
  });

  chapter("no page threw", () => {
    for (const { complaints } of Object.values(people)) {
      assert.deepEqual(complaints.filter((one) => one.startsWith("exception")), []);
    }
    return Promise.resolve();
  });

  /**
   * @param {Person} person
   * @param {import("./pages/bare.mjs").Heard} what
   */
  function reads(person, what) {
    return until(`"${what.text}" is read`, async () => includes(await heard(person), what));
  }

  /** @param {{seen: number, heard: number}} figures */
  function everybody(figures) {
    return Promise.all(Object.values(people).map(({ page }) => seesAndHears(page, figures)));
  }
});

/**
 * How many connections to the server this page has.
 *
 * @param {Person} person
 * @returns {Promise<number>}
 */
function connections({ page }) {
  return page.evaluate(() => {
    const { peerConnections } = /** @type {any} */ (window);
    return peerConnections.filter((/** @type {RTCPeerConnection} */ peer) => {
      return peer.connectionState === "connected";
    }).length;
  });
}

/**
 * How many sections the server has offered this page.
 *
 * @param {Person} person
 * @returns {Promise<number>}
 */
function offeredSections({ page }) {
  return page.evaluate(() => {
    const { peerConnections } = /** @type {any} */ (window);
    const offered = peerConnections.map((/** @type {RTCPeerConnection} */ peer) => {
      const { remoteDescription } = peer;
      const sdp = remoteDescription?.type === "offer" ? remoteDescription.sdp : "";
      return sdp.split("\r\nm=").length - 1;
    });
    return Math.max(...offered);
  });
}

/**
 * @param {import("./pages/bare.mjs").Heard[]} all
 * @param {import("./pages/bare.mjs").Heard} one
 * @returns {boolean}
 */
function includes(all, one) {
  return all.some(({ from, text }) => from === one.from && text === one.text);
}
