// Another engine in the call: Firefox and Chromium in a bare room. Firefox gives no address of its own
// away (only names that nobody else can resolve) and takes no loopback, so both sit in networks.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { BareRoom } from "../harness/bare-room.mjs";
import { Person } from "../harness/browser.mjs";
import { chapters } from "../harness/chapters.mjs";
import { FirefoxPerson, firefoxPath } from "../harness/firefox.mjs";
import { decoded, rests, risen, seesAndHears } from "../harness/media.mjs";
import { Network } from "../harness/network.mjs";
import { until } from "../harness/until.mjs";
import { breakLine, leave, others, setCamera } from "../pages/bare.mjs";

/** @typedef {import("../harness/someone.js").Someone} Someone */

const missing = !process.env.CI && !firefoxPath() && "no Firefox: install it, or name it in FIREFOX_BIN";

/**
 * @param {string} how Firefox comes in; Chromium has one connection
 * @param {object} options of Firefox's LiveKit client
 */
export function firefoxAndChromium(how, options) {
  describe(`Firefox in a bare room with Chromium, ${how}`, { skip: missing }, () => story(options));
}

/** @param {object} options */
function story(options) {
  const chapter = chapters();
  /** @type {BareRoom} */
  let room;
  /** @type {FirefoxPerson} */
  let fay;
  /** @type {Person} */
  let ada;

  before(async () => {
    const network = await Network.open();
    room = await BareRoom.open(network);
    ada = await Person.behind(await network.join("ada"), room.url);
    fay = await FirefoxPerson.open(room.url);
  });

  after(async () => {
    await Promise.all([fay?.leave(), ada?.leave()]);
    await room?.close();
  });

  chapter("each sees and hears the other", async () => {
    await room.enter(ada, "ada");
    await room.enter(fay, "fay", options);
    await eachSeesAndHearsTheOther();
  });

  chapter("with the camera off Firefox is heard only, and seen again after", async () => {
    await isHeardOnlyWithoutCamera(fay, ada);
    await eachSeesAndHearsTheOther();
  });

  chapter("with the camera off Chromium is heard only, and seen again after", async () => {
    await isHeardOnlyWithoutCamera(ada, fay);
    await eachSeesAndHearsTheOther();
  });

  chapter("when Firefox leaves and comes back both see and hear again", async () => {
    await comesBack(fay, "fay", ada);
    await eachSeesAndHearsTheOther();
  });

  chapter("when Chromium leaves and comes back both see and hear again", async () => {
    await comesBack(ada, "ada", fay);
    await eachSeesAndHearsTheOther();
  });

  chapter("when its line to the server breaks Firefox takes the call up again, without a new one", async () => {
    await breakLine(fay);
    await eachSeesAndHearsTheOther();
    assert.equal(await others(ada), 1);
  });

  chapter("no page threw", () => {
    for (const { complaints } of [fay, ada]) {
      assert.deepEqual(complaints.filter((one) => one.startsWith("exception")), []);
    }
    return Promise.resolve();
  });

  function eachSeesAndHearsTheOther() {
    return Promise.all([ada, fay].map(({ page }) => seesAndHears(page, { seen: 1, heard: 1 })));
  }

  /**
   * @param {Someone} person
   * @param {Someone} other
   */
  async function isHeardOnlyWithoutCamera(person, other) {
    await setCamera(person, false);
    const before = await rests(() => decoded(other.page), "frames");
    await seesAndHears(other.page, { seen: 0, heard: 1 });
    assert.equal(risen(before.frames, (await decoded(other.page)).frames), 0, "frames of nobody");
    await setCamera(person, true);
  }

  /**
   * @param {Someone} person
   * @param {string} name
   * @param {Someone} other
   */
  async function comesBack(person, name, other) {
    await leave(person);
    await until("the other is alone", async () => (await others(other)) === 0);
    await room.enter(person, name, person === fay ? options : {});
  }
}
