import { createServer } from "node:http";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { inside } from "./network.mjs";
import { built, Program } from "./program.mjs";
import { until } from "./until.mjs";

const CLIENT = fileURLToPath(
  new URL("../../node_modules/livekit-client/dist/livekit-client.umd.js", import.meta.url),
);

/** Everybody's picture is on the screen at once: the client asks for none of what is scrolled away. */
const PAGE = `<!doctype html><html lang="en"><head><title>Bare room</title>
  <style>video { width: 200px }</style></head>
  <body><main><h1>Bare room</h1></main></body></html>`;

/**
 * Signalling and media without doors, people or pages: the example `bare_room`, and an empty page
 * on localhost from which the LiveKit client enters it.
 */
export class BareRoom {
  #program;
  #site = createServer((_, response) => {
    response.setHeader("content-type", "text/html").end(PAGE);
  });
  #signalling = "";
  url = "";

  /** @param {string} [home] the network it stands in; none: the test's own */
  constructor(home) {
    const path = process.env.BARE_ROOM_BIN ?? built("examples/bare_room");
    this.#program = new Program(path, "bare-room", inside(home));
  }

  /**
   * @param {import("./network.mjs").Network} [network] where it stands apart from those who come;
   *   none: on loopback
   */
  static async open(network) {
    const room = new BareRoom(network?.server);
    await once(room.#site.listen(0, "localhost"), "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (room.#site.address());
    room.url = `http://localhost:${port}`;
    room.#program.run(["0", "0", network?.serverAddress ?? "127.0.0.1"]);
    room.#signalling = await until("the bare room listens", () => {
      return /listening (\S+)/.exec(room.#program.log())?.[1];
    });
    return room;
  }

  /**
   * Enters under a name with camera and microphone.
   *
   * @param {import("./someone.js").Someone} person
   * @param {string} name
   * @param {object} [options] of the LiveKit client, instead of those of our own call
   */
  async enter(person, name, options = {}) {
    await person.visit("/");
    await person.page.addScriptTag({ path: CLIENT });
    await person.page.evaluate(enterRoom, { ...(await this.ticket(name)), options });
  }

  /**
   * What a facilitator may do to a person.
   *
   * @param {"remove" | "mute"} deed
   * @param {string} name
   */
  async order(deed, name) {
    const answer = await fetch(`${this.#signalling}/${deed}?name=${name}`, { method: "POST" });
    if (!answer.ok) throw new Error(`${deed} ${name}: ${answer.status} ${await answer.text()}`);
  }

  async close() {
    this.#site.close();
    return this.#program.end("SIGINT");
  }

  /**
   * @param {string} name
   * @returns {Promise<{url: string, token: string}>}
   */
  async ticket(name) {
    return (await fetch(`${this.#signalling}/ticket?name=${name}`)).json();
  }
}

/**
 * Runs in the page, with the options of our own call.
 *
 * @param {{url: string, token: string, options: object}} ticket
 */
async function enterRoom({ url, token, options }) {
  const { LivekitClient } = /** @type {any} */ (window);
  const room = new LivekitClient.Room({
    singlePeerConnection: true,
    publishDefaults: { simulcast: false, videoCodec: "vp8", red: false },
    ...options,
  });
  Object.assign(window, { room, endings: [] });
  /** @type {Map<unknown, Element>} */
  const shown = new Map();
  room.on("trackSubscribed", (/** @type {any} */ track) => {
    const element = track.attach();
    shown.set(track, element);
    document.body.append(element);
  });
  room.on("trackUnsubscribed", (/** @type {any} */ track) => {
    track.detach();
    shown.get(track)?.remove();
  });
  room.on("disconnected", (/** @type {number} */ reason) => {
    /** @type {any} */ (window).endings.push(LivekitClient.DisconnectReason[reason]);
  });
  await room.connect(url, token);
  await room.localParticipant.enableCameraAndMicrophone();
}
