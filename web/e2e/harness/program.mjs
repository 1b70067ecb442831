import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const LOGS = fileURLToPath(new URL("../logs", import.meta.url));

/** Long enough for everybody to be told good-bye; past it the test says that stopping hung. */
const STOPS_WITHIN = 15_000;

/** A program under test: what it printed is kept in `logs/`, and it never outlives the test. */
export class Program {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #process;
  #log;

  /**
   * @param {string} path
   * @param {string} name names the log file
   * @param {string[]} [prefix] a command that runs the program, such as `inside` a network
   */
  constructor(path, name, prefix = []) {
    if (!existsSync(path)) throw new Error(`${path} is not there: build it first`);
    mkdirSync(LOGS, { recursive: true });
    this.command = [...prefix, path];
    this.#log = join(LOGS, `${name}.log`);
    closeSync(openSync(this.#log, "w"));
  }

  /**
   * @param {string[]} args
   * @param {Record<string, string>} environment nothing else but PATH is handed on
   */
  run(args, environment = {}) {
    const output = openSync(this.#log, "a");
    const [command = "", ...before] = this.command;
    const child = spawn(command, [...before, ...args], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    child.once("exit", () => process.off("exit", end));
    this.#process = child;
  }

  /** Whether it ended by itself or was ended. */
  get over() {
    return !this.#process || this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Everything it printed and logged, over all its runs. */
  log() {
    return readFileSync(this.#log, "utf8");
  }

  /** @param {NodeJS.Signals} signal @returns the exit code */
  async end(signal) {
    const child = this.#process;
    if (!child || this.over) return child?.exitCode;
    const ended = once(child, "exit");
    child.kill(signal);
    const hung = Symbol("hung");
    // A timer that still counts when all is over would keep the test's process until it has run out.
    const first = await Promise.race([ended, pause(STOPS_WITHIN, hung, { ref: false })]);
    if (first === hung) {
      child.kill("SIGKILL");
      await ended;
      throw new Error(`still ran ${STOPS_WITHIN} ms after ${signal}; it said:\n${this.log()}`);
    }
    return child.exitCode;
  }
}

/**
 * What `cargo build` left in the target folder.
 *
 * @param {string} name below `debug`
 */
export function built(name) {
  return join(process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, "target"), "debug", name);
}
