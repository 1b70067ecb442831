import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeTcpPort } from "./ports.mjs";
import { built, Program } from "./program.mjs";
import { until } from "./until.mjs";

/**
 * What `wellmet demo` writes into its data folder.
 *
 * @typedef {object} Demo
 * @property {{role: string, email: string, password: string}[]} sign_ins
 * @property {string[]} door_links
 */

/** The server under test: `wellmet demo` on free loopback ports and a data folder of its own. */
export class Wellmet {
  #program;
  /** Milliseconds from the last start to being ready. */
  readyAfter = 0;

  /**
   * @param {string} name names the log file
   * @param {string} data
   * @param {Record<string, string>} settings
   */
  constructor(name, data, settings) {
    this.#program = new Program(process.env.WELLMET_BIN ?? built("wellmet"), name);
    this.data = data;
    this.settings = settings;
  }

  /**
   * @param {string} name names the log file
   * @param {Record<string, string>} [more] further settings, such as WELLMET_SMTP_URL
   */
  static async start(name, more = {}) {
    const http = await freeTcpPort();
    const data = await mkdtemp(join(tmpdir(), "wellmet-e2e-"));
    const wellmet = new Wellmet(name, data, {
      WELLMET_DATA: data,
      WELLMET_LISTEN: `127.0.0.1:${http}`,
      WELLMET_PUBLIC_URL: `http://localhost:${http}`,
      WELLMET_MEDIA_LISTEN: "127.0.0.1:0",
      WELLMET_MEDIA_ADDRESSES: "127.0.0.1",
      ...more,
    });
    await wellmet.run();
    return wellmet;
  }

  /** Starts and waits until it is ready; after `kill` or `interrupt`, goes on with the same data. */
  async run() {
    const begun = performance.now();
    this.#program.run(["demo"], { HOME: this.data, ...this.settings });
    try {
      await until("wellmet is ready or over", () => this.#state(), { within: 20_000, every: 50 });
      assert.ok(!this.#program.over, "it ended");
    } catch (failure) {
      await this.kill();
      throw new Error(`wellmet did not start; it said:\n${this.log()}`, { cause: failure });
    }
    this.readyAfter = performance.now() - begun;
  }

  get url() {
    return /** @type {string} */ (this.settings.WELLMET_PUBLIC_URL);
  }

  /** Everything it printed and logged since `start`. */
  log() {
    return this.#program.log();
  }

  /** @returns {Promise<Demo>} */
  async demo() {
    return JSON.parse(await readFile(join(this.data, "demo.json"), "utf8"));
  }

  /**
   * The demo's sign-in for a role.
   *
   * @param {"prescriber" | "link_worker" | "facilitator" | "administrator"} role
   */
  async signIn(role) {
    const { sign_ins } = await this.demo();
    const found = sign_ins.find((signIn) => signIn.role === role);
    if (!found) throw new Error(`the demo offers no sign-in for a ${role}`);
    return found;
  }

  /** Ctrl-C: the server says good-bye and closes what is open. @returns the exit code */
  interrupt() {
    return this.#program.end("SIGINT");
  }

  /** The power cut. */
  kill() {
    return this.#program.end("SIGKILL");
  }

  /** Interrupts and throws the data away. */
  async stop() {
    const code = await this.interrupt();
    await rm(this.data, { recursive: true, force: true });
    return code;
  }

  async #state() {
    if (this.#program.over) return "over";
    return (await fetch(`${this.url}/readyz`)).ok && "ready";
  }
}
