// Three real browsers in a bare room: what our media server and signalling are worth by themselves.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { BareRoom } from "./harness/bare-room.mjs";
import { Person } from "./harness/browser.mjs";
import { chapters } from "./harness/chapters.mjs";
import { decoded, risen, seesAndHears } from "./harness/media.mjs";
import { pause, until } from "./harness/until.mjs";
import { forge, heard, leave, listen, others, send, setCamera, write } from "./pages/bare.mjs";

describe("a bare room", () => {
  const chapter = chapters();
  /** @type {BareRoom} */
  let room;
  /** @type {Record<"ada" | "ben" | "cy", Person>} */
  let people;

  before(async () => {
    room = await BareRoom.open();
    const [ada, ben, cy] = await Promise.all([
      Person.atDesk(room.url),
      Person.atDesk(room.url),
      Person.atDesk(room.url),
    ]);
    people = { ada, ben, cy };
  });

  after(async () => {
    await Promise.all(Object.values(people ?? {}).map((person) => person.leave()));
    await room?.close();
  });

  chapter("three people who enter one by one see and hear each other", async () => {
    for (const [name, person] of Object.entries(people)) await room.enter(person, name);
    await everybody({ seen: 2, heard: 2 });
  });

  chapter("who switches the camera off is heard only, and seen again after", async () => {
    const { ada, ben, cy } = people;
    await setCamera(cy, false);
    await pause(1_000);
    const before = await decoded(ada.page);
    await seesAndHears(ada.page, { seen: 1, heard: 2 });
    assert.equal(risen(before.frames, (await decoded(ada.page)).frames), 1, "of one other");
    await setCamera(cy, true);
    await Promise.all([ada, ben].map(({ page }) => seesAndHears(page, { seen: 2, heard: 2 })));
  });

  chapter("who leaves and comes back is seen and heard again", async () => {
    const { ada, ben } = people;
    await leave(ben);
    await until("Ben is gone at Ada's", async () => (await others(ada)) === 1);
    await room.enter(ben, "ben");
    await everybody({ seen: 2, heard: 2 });
  });

  chapter("what one writes each other reads, under the name of who wrote it", async () => {
    const { ada, ben, cy } = people;
    await Promise.all([ada, ben, cy].map(listen));
    const long = "A long story. ".repeat(8_000);
    await write(ada, "Hello from Ada");
    await write(ben, long);
    await send(cy, "a packet from Cy", { reliable: true });
    await forge(cy, "ada", "not from Ada");
    await until("the lossy packet came", async () => {
      await send(ada, "a lossy packet", { reliable: false });
      return includes(await heard(ben), { from: "ada", text: "a lossy packet" });
    });
    await send(ada, "for Ben alone", { reliable: true, destinationIdentities: ["ben"] });
    await reads(ben, { from: "ada", text: "Hello from Ada" });
    await reads(cy, { from: "ada", text: "Hello from Ada" });
    for (const listener of [ada, cy]) await reads(listener, { from: "ben", text: long });
    for (const listener of [ada, ben]) {
      await reads(listener, { from: "cy", text: "a packet from Cy" });
      await reads(listener, { from: "cy", text: "not from Ada" });
    }
    await reads(ben, { from: "ada", text: "for Ben alone" });
    await pause(1_000);
    assert.ok(!(await heard(cy)).some(({ text }) => text === "for Ben alone"));
    assert.ok((await heard(ada)).every(({ from }) => from !== "ada"), "nobody hears themselves");
  });

  chapter("who is removed is told so, and the others go on", async () => {
    const { ada, ben, cy } = people;
    await room.order("remove", "cy");
    await until("Cy is told", async () => (await endings(cy)).includes("PARTICIPANT_REMOVED"));
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
    const words = what.text.slice(0, 30);
    return until(`"${words}" is read`, async () => includes(await heard(person), what));
  }

  /** @param {{seen: number, heard: number}} figures */
  function everybody(figures) {
    return Promise.all(Object.values(people).map(({ page }) => seesAndHears(page, figures)));
  }
});

/**
 * @param {Person} person
 * @returns {Promise<string[]>} why its connections ended, in LiveKit's words
 */
function endings({ page }) {
  return page.evaluate(() => /** @type {any} */ (window).endings);
}

/**
 * @param {import("./pages/bare.mjs").Heard[]} all
 * @param {import("./pages/bare.mjs").Heard} one
 * @returns {boolean}
 */
function includes(all, one) {
  return all.some(({ from, text }) => from === one.from && text === one.text);
}
