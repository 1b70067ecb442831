import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inside } from "./network.mjs";
import { Program } from "./program.mjs";
import { until } from "./until.mjs";

/** Made by `scripts/install-python`. */
const PYTHON = fileURLToPath(new URL("../python/.venv/bin/python", import.meta.url));
const VISITOR = fileURLToPath(new URL("../python/visitor.py", import.meta.url));

/**
 * @typedef {import("./media.mjs").Decoded} Decoded
 */

/** A person without a browser: the LiveKit SDK for Python. To a test its figures are like a page's. */
export class Visitor {
  #program;

  /**
   * @param {string} name names the log file
   * @param {string} [home] the network it stands in; none: the test's own
   */
  constructor(name, home) {
    this.#program = new Program(PYTHON, name, inside(home));
  }

  /**
   * @param {{url: string, token: string}} ticket
   * @param {"one" | "two"} [connections] to the server: the newer or the older generation of the protocol
   */
  async enter({ url, token }, connections = "one") {
    this.#program.run([VISITOR, url, token, connections]);
    await until("the visitor is in the room", () => this.#lastWord(), { within: 20_000 }).catch((failure) => {
      throw new Error(`the visitor did not enter; it said:\n${this.#program.log()}`, { cause: failure });
    });
  }

  /** Whether the SDK is here. */
  static get installed() {
    return existsSync(PYTHON);
  }

  /** @returns {Promise<Decoded>} by the track's id instead of the stream's SSRC */
  async decoded() {
    const word = this.#lastWord();
    if (this.#program.over || !word) throw new Error(`the visitor is gone; it said:\n${this.#program.log()}`);
    return word;
  }

  /** How many others it knows of. */
  others() {
    return this.#lastWord()?.others;
  }

  /** @returns the exit code */
  leave() {
    return this.#program.end("SIGINT");
  }

  /** @returns {Decoded & {others: number} | undefined} */
  #lastWord() {
    const lines = this.#program.log().split("\n");
    const last = lines.slice(0, -1).findLast((line) => line.startsWith("{"));
    return last && JSON.parse(last);
  }
}
