import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freeTcpPort, freeUdpPort } from "./ports.mjs";
import { pause, until } from "./until.mjs";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const LOGS = fileURLToPath(new URL("../logs", import.meta.url));

/** Long enough for everybody to be told good-bye; past it the test says that stopping hung. */
const STOPS_WITHIN = 15_000;

/**
 * What `wellmet demo` writes into its data folder.
 *
 * @typedef {object} Demo
 * @property {{role: string, email: string, password: string}[]} sign_ins
 * @property {string[]} door_links
 */

/** The server under test: `wellmet demo` on free loopback ports and a data folder of its own. */
export class Wellmet {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #process;
  #log;
  /** Milliseconds from the last start to being ready. */
  readyAfter = 0;

  /**
   * @param {string} name names the log file
   * @param {string} data
   * @param {Record<string, string>} settings
   */
  constructor(name, data, settings) {
    mkdirSync(LOGS, { recursive: true });
    this.data = data;
    this.settings = settings;
    this.#log = join(LOGS, `${name}.log`);
  }

  /**
   * @param {string} name names the log file
   * @param {Record<string, string>} [more] further settings, such as WELLMET_SMTP_URL
   */
  static async start(name, more = {}) {
    const [http, media] = await Promise.all([freeTcpPort(), freeUdpPort()]);
    const data = await mkdtemp(join(tmpdir(), "wellmet-e2e-"));
    const wellmet = new Wellmet(name, data, {
      WELLMET_DATA: data,
      WELLMET_LISTEN: `127.0.0.1:${http}`,
      WELLMET_PUBLIC_URL: `http://localhost:${http}`,
      WELLMET_MEDIA_LISTEN: `127.0.0.1:${media}`,
      WELLMET_MEDIA_ADDRESSES: "127.0.0.1",
      ...more,
    });
    await wellmet.run("w");
    return wellmet;
  }

  /**
   * Starts the process and waits until it is ready; after `kill` or `interrupt`, starts it again on
   * the same data.
   *
   * @param {"w" | "a"} log begin the log anew, or append to it
   */
  async run(log = "a") {
    const begun = performance.now();
    const output = openSync(this.#log, log);
    this.#process = spawn(binary(), ["demo"], {
      env: { PATH: process.env.PATH, HOME: this.data, ...this.settings },
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    endWithUs(this.#process);
    try {
      await until("wellmet is ready or over", () => this.#state(), { within: 20_000, every: 50 });
      assert.equal(this.#process.exitCode, null, "it exited");
      this.readyAfter = performance.now() - begun;
    } catch (failure) {
      await this.kill();
      throw new Error(`wellmet did not start; it said:\n${this.log()}`, { cause: failure });
    }
  }

  get url() {
    return /** @type {string} */ (this.settings.WELLMET_PUBLIC_URL);
  }

  /** Everything it printed and logged since `start`. */
  log() {
    return readFileSync(this.#log, "utf8");
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
  async interrupt() {
    return this.#end("SIGINT");
  }

  /** The power cut. */
  async kill() {
    return this.#end("SIGKILL");
  }

  /** Interrupts and throws the data away. */
  async stop() {
    const code = await this.interrupt();
    await rm(this.data, { recursive: true, force: true });
    return code;
  }

  async #state() {
    if (this.#process?.exitCode != null) return "over";
    return (await fetch(`${this.url}/readyz`)).ok && "ready";
  }

  /** @param {NodeJS.Signals} signal */
  async #end(signal) {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode;
    const ended = once(child, "exit");
    child.kill(signal);
    const hung = Symbol("hung");
    const first = await Promise.race([ended, pause(STOPS_WITHIN).then(() => hung)]);
    if (first === hung) {
      child.kill("SIGKILL");
      await ended;
      throw new Error(`wellmet still ran ${STOPS_WITHIN} ms after ${signal}:\n${this.log()}`);
    }
    return child.exitCode;
  }
}

/**
 * A test that dies before its `after` leaves no server behind.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
function endWithUs(child) {
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
}

/** The program under test: `WELLMET_BIN`, else what `cargo build` left in the target folder. */
function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, "target");
  const path = process.env.WELLMET_BIN ?? join(target, "debug", "wellmet");
  if (!existsSync(path)) throw new Error(`${path} is not there: run cargo build first`);
  return path;
}
