// The harness is believed by every other test, so it is tested first: that it sees what is there,
// and that it does not see what is not.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { Person } from "./harness/browser.mjs";
import { course } from "./harness/course.mjs";
import { assertNoBarriers, look } from "./harness/look.mjs";
import { Mailbox } from "./harness/mailbox.mjs";
import { risen, seesAndHears } from "./harness/media.mjs";
import { pause } from "./harness/until.mjs";

const SOUND_PAGE = `<!doctype html><html lang="en"><head><title>Loop</title>
  <meta name="viewport" content="width=device-width"></head><body><main><h1>Loop</h1></main></body></html>`;

/** Both ends of these calls are in one browser, so it must offer itself an address. */
const WITH_ITSELF = ["--allow-loopback-in-peer-connection"];

describe("a page", () => {
  const site = createServer((_, response) => {
    response.setHeader("content-type", "text/html").end(SOUND_PAGE);
  });
  let url = "";

  before(async () => {
    await once(site.listen(0, "localhost"), "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (site.address());
    url = `http://localhost:${port}`;
  });

  after(async () => {
    site.close();
  });

  test("that decodes frames and sound is known to see and hear", async () => {
    const person = await Person.atDesk(url, WITH_ITSELF);
    await person.visit("/");
    await person.page.evaluate(callYourself);
    await seesAndHears(person.page, { seen: 1, heard: 1, within: 20_000 });
    await person.leave();
  });

  test("whose other end fell silent is known to see and hear nobody", async () => {
    const person = await Person.atDesk(url, WITH_ITSELF);
    await person.visit("/");
    await person.page.evaluate(callYourself);
    await seesAndHears(person.page, { seen: 1, heard: 1, within: 20_000 });
    await person.page.evaluate(fallSilent);
    await pause(1_000);
    await assert.rejects(seesAndHears(person.page, { seen: 1, heard: 0, within: 2_000 }));
    await assert.rejects(seesAndHears(person.page, { seen: 0, heard: 1, within: 2_000 }));
    await person.leave();
  });

  test("without barriers passes at both sizes", async () => {
    const person = await Person.onPhone(url);
    await person.visit("/");
    await look(person, "harness");
    assert.deepEqual(person.complaints, []);
    await person.leave();
  });

  test("with a barrier or a foreign request is found out", async () => {
    const person = await Person.atDesk(url);
    await person.visit("/");
    await person.page.evaluate(() => {
      document.body.insertAdjacentHTML("beforeend", '<img src="http://127.0.0.1:9/x.png">');
    });
    await assert.rejects(assertNoBarriers(person.page, "an image without words"), /alternative/);
    assert.deepEqual(person.complaints, ["a request left for http://127.0.0.1:9"]);
    await person.leave();
  });

  test("too wide at 400 % is found out", async () => {
    const person = await Person.atDesk(url);
    await person.visit("/");
    await person.page.evaluate(() => {
      document.querySelector("main")?.insertAdjacentHTML("beforeend", '<p style="width: 360px">Wide</p>');
    });
    await assert.rejects(look(person, "harness-wide"), /400 %/);
    await person.leave();
  });

  test("that throws is found out", async () => {
    const person = await Person.atDesk(url);
    await person.visit("/");
    const thrown = person.page.waitForEvent("pageerror");
    await person.page.evaluate(() => {
      setTimeout(() => {
        throw new Error("broken");
      });
    });
    await thrown;
    assert.deepEqual(person.complaints, ["exception: broken"]);
    await person.leave();
  });
});

test("a mail is kept as its reader would see it", async () => {
  const mailbox = await Mailbox.open();
  await sendMail(mailbox.url);
  const mail = await mailbox.next("ada@example.org");
  assert.equal(mail.subject, "Grüße");
  assert.equal(mail.text.trim(), "A long line=");
  await mailbox.close();
});

test("a figure counts as risen only above what it was", () => {
  assert.equal(risen({ a: 5, b: 5 }, { a: 5, b: 6, c: 0, d: 1 }), 2);
});

describe("how a call went", () => {
  const still = { framesSent: 0, repeatsSent: 0, repeatsHeard: 0, made: 0, samples: 0, energy: 0 };
  const sample = (/** @type {number} */ at, /** @type {number} */ framesDecoded, figures = {}) => {
    return { ...still, at, framesDecoded, ...figures };
  };

  test("tells the longest time in which the picture stood still, the last included", () => {
    const moves = [sample(0, 1), sample(100, 2), sample(400, 2), sample(500, 3), sample(600, 4)];
    assert.equal(course(moves).longestStill, 400);
    assert.equal(course([...moves, sample(1_100, 4)]).longestStill, 500);
  });

  test("counts from the first sample, not from the call's beginning", () => {
    const figures = { framesSent: 10, made: 5, samples: 100 };
    const later = { framesSent: 30, made: 15, samples: 200 };
    const { framesSent, framesDecoded, madeUp } = course([sample(0, 20, figures), sample(100, 38, later)]);
    assert.deepEqual({ framesSent, framesDecoded, madeUp }, { framesSent: 20, framesDecoded: 18, madeUp: 0.1 });
  });

  test("tells the sound of each whole second", () => {
    const seconds = [0, 500, 1_000, 1_500, 2_100, 2_500].map((at) => sample(at, 0, { energy: at + 7 }));
    assert.deepEqual(course(seconds).energies, [1_000, 1_100]);
  });
});

/** Runs in the page: two ends of one call in it, from a fake camera and microphone. */
async function callYourself() {
  const [caller, callee] = [new RTCPeerConnection(), new RTCPeerConnection()];
  introduce(caller, callee);
  introduce(callee, caller);
  const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  camera.getTracks().forEach((track) => caller.addTrack(track, camera));
  callee.ontrack = ({ streams }) => {
    const player = document.body.appendChild(document.createElement("video"));
    player.srcObject = streams[0] ?? null;
    void player.play();
  };
  await caller.setLocalDescription();
  await callee.setRemoteDescription(/** @type {RTCSessionDescription} */ (caller.localDescription));
  await callee.setLocalDescription();
  await caller.setRemoteDescription(/** @type {RTCSessionDescription} */ (callee.localDescription));

  /**
   * @param {RTCPeerConnection} from
   * @param {RTCPeerConnection} to
   */
  function introduce(from, to) {
    from.onicecandidate = ({ candidate }) => {
      if (candidate?.address === "127.0.0.1") void to.addIceCandidate(candidate);
    };
  }
}

/** Runs in the page: the call stays, its camera and microphone go. */
async function fallSilent() {
  const peers = /** @type {{peerConnections?: RTCPeerConnection[]}} */ (window).peerConnections;
  for (const peer of peers ?? []) {
    for (const sender of peer.getSenders()) await sender.replaceTrack(null);
  }
}

/**
 * @param {string} url
 */
async function sendMail(url) {
  const lines = [
    "EHLO localhost",
    "MAIL FROM:<wellmet@example.org>",
    "RCPT TO:<ada@example.org>",
    "DATA",
    [
      "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable",
      "",
      "A long=\r\n line=3D",
      ".",
    ].join("\r\n"),
    "QUIT",
  ];
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  for (const line of lines) {
    await once(socket, "data");
    socket.write(`${line}\r\n`);
  }
  await once(socket, "close");
}
