// Calls in bad weather: three Chromium, each behind a cable that loses packets by chance in both
// directions, of sound and picture and of all that is said about them. Cy, who has it worst, only listens:
// this computer has enough to do with two pictures each way.
import "./harness/own-network.mjs";
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { after, before, describe, test } from "node:test";
import { BareRoom } from "./harness/bare-room.mjs";
import { Person } from "./harness/browser.mjs";
import { watch } from "./harness/course.mjs";
import { seesAndHears } from "./harness/media.mjs";
import { Network } from "./harness/network.mjs";
import { toneFile } from "./harness/tone.mjs";
import { pause } from "./harness/until.mjs";
import { lookAtNobody, setCamera } from "./pages/bare.mjs";

/** The picture of our own call in two sizes, and a voice as it is: a steady tone would be taken for noise. */
const OPTIONS = {
  videoCaptureDefaults: { resolution: { width: 640, height: 360, frameRate: 30 } },
  publishDefaults: { simulcast: true, videoCodec: "vp8", red: false },
  audioCaptureDefaults: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};

/** Percent of packets, each way. Between two people it strikes twice: from one to us, from us to the other. */
const LOSS = { ada: 3, ben: 3, cy: 10 };

/** How long everybody is watched, in seconds. */
const WATCH = 30;

/** How long a call may take to get used to the weather, in milliseconds. */
const SETTLES = 2_000;

/** @typedef {keyof typeof LOSS} Name */

describe("a call in bad weather", () => {
  const names = /** @type {Name[]} */ (Object.keys(LOSS));
  /** @type {BareRoom} */
  let room;
  /** @type {string} */
  let voice;
  const people = /** @type {Record<Name, Person>} */ ({});
  const cables = /** @type {Record<Name, import("./harness/network.mjs").Cable>} */ ({});
  const courses = /** @type {Record<Name, Awaited<ReturnType<typeof watch>>>} */ ({});
  const lost = /** @type {Record<Name, {up: number, down: number}>} */ ({});

  before(async () => {
    const network = await Network.open();
    room = await BareRoom.open(network);
    voice = await toneFile(400);
    await Promise.all(names.map((name) => come(network, name)));
    await setCamera(people.cy, false);
    await lookAtNobody(people.cy);
    await everybodySeesAndHears();
    await worsen();
    await pause(SETTLES);
    await worsen();
    await Promise.all(names.map(async (name) => {
      courses[name] = await watch(people[name].page, WATCH);
      lost[name] = await cables[name].lost();
    }));
    for (const name of names) tell(name);
  });

  after(async () => {
    await Promise.all(Object.values(people).map((person) => person.leave()));
    await room?.close();
    if (voice) await rm(dirname(voice), { recursive: true });
  });

  for (const [sender, viewer] of /** @type {[Name, Name][]} */ ([["ada", "ben"], ["ben", "ada"]])) {
    describe(`at 3 % lost each way, ${sender}'s picture at ${viewer}'s`, () => {
      test("has at least 98 % of its frames", () => {
        const [sent, decoded] = [courses[sender].framesSent, courses[viewer].framesDecoded];
        assert.ok(sent > WATCH * 15, `${sent} frames sent`);
        assert.ok(decoded >= 0.98 * sent, `${decoded} of ${sent} frames`);
      });

      test("never stands still for more than half a second", () => {
        const { longestStill } = courses[viewer];
        assert.ok(longestStill <= 500, `${longestStill} ms`);
      });

      test("costs at most two repeats for each packet lost", () => {
        assert.ok(lost[sender].up > 0 && lost[viewer].down > 0, "the weather was bad");
        const [up, down] = [courses[sender].repeatsSent, courses[viewer].repeatsHeard];
        assert.ok(up <= 2 * lost[sender].up, `${up} repeats for ${lost[sender].up} lost on the way to us`);
        assert.ok(down <= 2 * lost[viewer].down, `${down} repeats for ${lost[viewer].down} lost on the way from us`);
      });
    });
  }

  test("at 10 % lost each way the voices go on through every second", () => {
    const { energies } = courses.cy;
    const usual = [...energies].sort((one, other) => one - other)[Math.floor(energies.length / 2)] ?? 0;
    assert.ok(usual > 0, "voices are heard");
    assert.ok(energies.length >= WATCH - 1, `${energies.length} seconds`);
    for (const energy of energies) assert.ok(energy > usual / 2, `${energy} of ${usual} in one second`);
  });

  /**
   * @param {Network} network
   * @param {Name} name
   */
  async function come(network, name) {
    cables[name] = await network.join(name);
    people[name] = await Person.behind(cables[name], room.url, voice);
    await room.enter(people[name], name, OPTIONS);
  }

  function everybodySeesAndHears() {
    return Promise.all([
      seesAndHears(people.ada.page, { seen: 1, heard: 2 }),
      seesAndHears(people.ben.page, { seen: 1, heard: 2 }),
      seesAndHears(people.cy.page, { seen: 0, heard: 2 }),
    ]);
  }

  /** Also counts anew what is lost. */
  async function worsen() {
    for (const name of names) await cables[name].lose({ up: LOSS[name], down: LOSS[name] });
  }

  /** @param {Name} name */
  function tell(name) {
    const { energies, ...figures } = courses[name];
    const sound = { quietest: Math.min(...energies), loudest: Math.max(...energies) };
    console.log(name, `${LOSS[name]} %`, { ...figures, ...sound, lost: lost[name] });
  }
});
