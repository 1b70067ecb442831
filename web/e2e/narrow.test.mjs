// Six in a call, and for a minute next to nothing passes to one of them: she hears everybody all the time, and
// sees them as before soon after. The others look at nobody, or this computer would be busy with their pictures.
import "./harness/own-network.mjs";
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { after, before, describe } from "node:test";
import { BareRoom } from "./harness/bare-room.mjs";
import { Person } from "./harness/browser.mjs";
import { chapters } from "./harness/chapters.mjs";
import { Network } from "./harness/network.mjs";
import { streams } from "./harness/streams.mjs";
import { toneFile } from "./harness/tone.mjs";
import { pause, until } from "./harness/until.mjs";
import { lookAtNobody, paused } from "./pages/bare.mjs";

/** Two sizes, and a voice as it is: a steady tone would be taken for noise. */
const OPTIONS = {
  videoCaptureDefaults: { resolution: { width: 640, height: 360, frameRate: 15 } },
  publishDefaults: { simulcast: true, videoCodec: "vp8", red: false },
  audioCaptureDefaults: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};
const FULL_HEIGHT = 360;

/** Kilobits per second to her, and for how many seconds. */
const NARROW = 500;
const MINUTE = 60;

/** Share of the sound that may be made up for what was lost, most of it before the way was known to be narrow. */
const MADE_UP = 0.05;

/** How soon after it everybody is seen as before, in milliseconds. */
const RECOVERS = 15_000;

describe("a call of six, one of them on a narrow way", () => {
  const chapter = chapters();
  const others = ["ada", "ben", "cy", "dee", "eve"];
  /** @type {BareRoom} */
  let room;
  /** @type {Person} */
  let fay;
  /** @type {Person[]} */
  const people = [];
  /** @type {import("./harness/network.mjs").Cable} */
  let cable;
  /** @type {string} */
  let voice;

  before(async () => {
    const network = await Network.open();
    room = await BareRoom.open(network);
    voice = await toneFile(400);
    for (const name of others) {
      const person = await Person.behind(await network.join(name), room.url, voice);
      people.push(person);
      await room.enter(person, name, OPTIONS);
      await lookAtNobody(person);
    }
    cable = await network.join("fay");
    fay = await Person.behind(cable, room.url, voice);
    await room.enter(fay, "fay", OPTIONS);
  });

  after(async () => {
    await Promise.all([fay, ...people].map((person) => person?.leave()));
    await room?.close();
    if (voice) await rm(dirname(voice), { recursive: true });
  });

  chapter("she sees all of them in full", async () => {
    await everybodyIsSeenInFull(60_000);
    const before = await streams(fay.page);
    await pause(5_000);
    const kilobits = ((await streams(fay.page)).bytes - before.bytes) / 5 / 125;
    console.log("that takes", Math.round(kilobits), "kbit/s");
    assert.ok(kilobits > 1.5 * NARROW, `${kilobits} kbit/s, or narrow is not narrow`);
  });

  chapter("while next to nothing passes she hears each of them in every second", async () => {
    await cable.narrow({ down: NARROW });
    const first = await streams(fay.page);
    let last = first;
    let told = 0;
    for (let second = 1; second <= MINUTE; second += 1) {
      await pause(1_000);
      const now = await streams(fay.page);
      const heard = Object.entries(now.energy).filter(([ssrc, energy]) => energy > (last.energy[ssrc] ?? 0));
      assert.equal(heard.length, others.length, `in second ${second}`);
      last = now;
      told = Math.max(told, await paused(fay));
    }
    const kilobits = (last.bytes - first.bytes) / MINUTE / 125;
    const madeUp = (last.madeUp - first.madeUp) / (last.samples - first.samples);
    const pictures = frames(last) - frames(first);
    console.log("took", Math.round(kilobits), "kbit/s; sound made up", madeUp, "; pictures", pictures);
    assert.ok(madeUp < MADE_UP, `${madeUp} of the sound is made up`);
    // At some time: when the others send little, all of it may fit for a while.
    assert.ok(told > 0, "she is told whose picture pauses");
    assert.ok(pictures > MINUTE, `${pictures} pictures: somebody is seen`);
    assert.ok(kilobits < NARROW, `${kilobits} kbit/s`);
  });

  chapter("soon after it she sees all of them in full again", async () => {
    await cable.narrow({});
    const began = performance.now();
    await everybodyIsSeenInFull(RECOVERS);
    console.log("seen in full after", Math.round(performance.now() - began), "ms");
    await until("no picture is said to pause", async () => (await paused(fay)) === 0);
  });

  /** @param {number} within */
  async function everybodyIsSeenInFull(within) {
    let last = await streams(fay.page);
    let full = 0;
    await until(() => `${full} of ${others.length} are seen in full`, async () => {
      const now = await streams(fay.page);
      const pictures = Object.entries(now.pictures).filter(([ssrc, { frames, height }]) => {
        return height === FULL_HEIGHT && frames > (last.pictures[ssrc]?.frames ?? 0);
      });
      [full, last] = [pictures.length, now];
      return full === others.length;
    }, { within, every: 500 });
  }
});

/** @param {import("./harness/streams.mjs").Streams} streams */
function frames({ pictures }) {
  return Object.values(pictures).reduce((sum, picture) => sum + picture.frames, 0);
}
