// A third stack in the call: the LiveKit SDK for Python, whose signalling is written in Rust and whose
// media engine is a libwebrtc of its own, beside a Chromium. It is what the SDKs for phones are made of.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { BareRoom } from "./harness/bare-room.mjs";
import { Person } from "./harness/browser.mjs";
import { chapters } from "./harness/chapters.mjs";
import { decoded, rests, rise, risen, seesAndHears } from "./harness/media.mjs";
import { pause, until } from "./harness/until.mjs";
import { Visitor } from "./harness/visitor.mjs";
import { leave, others, setCamera, setMicrophone } from "./pages/bare.mjs";

const ONE_OTHER = { seen: 1, heard: 1 };

const missing = !process.env.CI && !Visitor.installed && "no SDK for Python: run scripts/install-python web/e2e/python";

/** The SDK by either generation of the protocol, Chromium always by the newer. */
for (const connections of /** @type {const} */ (["one", "two"])) {
  const how = connections === "one" ? "by one connection" : "by two connections";
  describe(`the SDK for Python in a bare room with Chromium, ${how}`, { skip: missing }, () => story(connections));
}

/** @param {"one" | "two"} connections */
function story(connections) {
  const chapter = chapters();
  /** @type {Visitor} */
  let pia;
  /** @type {BareRoom} */
  let room;
  /** @type {Person} */
  let ada;

  before(async () => {
    room = await BareRoom.open();
    ada = await Person.atDesk(room.url);
    pia = new Visitor("python");
  });

  after(async () => {
    await Promise.all([pia?.leave(), ada?.leave()]);
    await room?.close();
  });

  chapter("each sees and hears the other", async () => {
    await room.enter(ada, "ada");
    await pia.enter(await room.ticket("pia"), connections);
    await eachSeesAndHearsTheOther();
  });

  chapter("with the camera off Chromium is heard only, and seen again after", async () => {
    await setCamera(ada, false);
    const before = await rests(() => pia.decoded(), "frames");
    await rise(() => pia.decoded(), { seen: 0, heard: 1 });
    assert.equal(risen(before.frames, (await pia.decoded()).frames), 0, "frames of nobody");
    await setCamera(ada, true);
    await eachSeesAndHearsTheOther();
  });

  chapter("with the microphone off Chromium is seen only, and heard again after", async () => {
    await setMicrophone(ada, false);
    const before = await rests(() => pia.decoded(), "energy");
    await pause(1_000);
    const after = await pia.decoded();
    assert.equal(risen(before.energy, after.energy), 0, "sound of nobody");
    assert.equal(risen(before.frames, after.frames), 1, "frames of one");
    await setMicrophone(ada, true);
    await eachSeesAndHearsTheOther();
  });

  chapter("when Chromium leaves and comes back both see and hear again", async () => {
    await leave(ada);
    await until("Pia is alone", () => pia.others() === 0);
    await room.enter(ada, "ada");
    await eachSeesAndHearsTheOther();
  });

  chapter("when the visitor leaves and comes back both see and hear again", async () => {
    assert.equal(await pia.leave(), 0);
    await until("Ada is alone", async () => (await others(ada)) === 0);
    const before = await decoded(ada.page);
    await pia.enter(await room.ticket("pia"), connections);
    await eachSeesAndHearsTheOther();
    assert.ok(risen(before.frames, (await decoded(ada.page)).frames) > 0);
  });

  function eachSeesAndHearsTheOther() {
    return Promise.all([rise(() => pia.decoded(), ONE_OTHER), seesAndHears(ada.page, ONE_OTHER)]);
  }
}
