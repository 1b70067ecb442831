import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { promisify } from "node:util";
import { until } from "./until.mjs";

const run = promisify(execFile);

/** Where people find the server, whichever cable they come by. */
const SERVER_ADDRESS = "10.77.0.1";

/** How a person's end of the cable is called. */
const UPLINK = "uplink";

/** What waits longer than this before a narrow cable is thrown away. */
const QUEUE = "200ms";

/**
 * The server's network, those of the people, and a cable from each of them to it. Only to be made in
 * a process that `own-network.mjs` has put aside. The test itself is at the end of a cable too.
 */
export class Network {
  /** The server's own network; see `inside`. */
  server = "server";
  serverAddress = SERVER_ADDRESS;
  #cables = 0;
  /** @type {Cable | undefined} */
  #desk;

  static async open() {
    const network = new Network();
    // The names of networks are files; these must vanish with us.
    mkdirSync("/run/netns", { recursive: true });
    await run("mount", ["-t", "tmpfs", "networks", "/run/netns"]);
    await run("ip", ["link", "set", "lo", "up"]);
    await found(network.server);
    await run("ip", ["-n", network.server, "address", "add", `${SERVER_ADDRESS}/32`, "dev", "lo"]);
    network.#desk = await network.#lay("desk");
    return network;
  }

  /** The test's own cable. */
  get desk() {
    if (!this.#desk) throw new Error("the network is not open");
    return this.#desk;
  }

  /**
   * A new network with one person's computer in it.
   *
   * @param {string} name
   */
  async join(name) {
    await found(name);
    return this.#lay(name, name);
  }

  /**
   * @param {string} name
   * @param {string} [home] the network at the far end; none: the test's own
   */
  async #lay(name, home) {
    const subnet = `10.77.${(this.#cables += 1)}`;
    const there = home ? ["-n", home] : [];
    const far = ["name", UPLINK, "netns", home ?? `${process.pid}`];
    // One packet at a time, as on a real cable: a segment of many would be lost or kept as a whole.
    const plain = ["gso_max_segs", "1"];
    await run("ip", ["-n", this.server, "link", "add", name, ...plain, "type", "veth", "peer", ...far]);
    await run("ip", ["-n", this.server, "address", "add", `${subnet}.1/24`, "dev", name]);
    await run("ip", ["-n", this.server, "link", "set", name, "up"]);
    await run("ip", [...there, "address", "add", `${subnet}.2/24`, "dev", UPLINK]);
    await run("ip", [...there, "link", "set", UPLINK, ...plain, "up"]);
    await run("ip", [...there, "route", "add", "default", "via", `${subnet}.1`]);
    await until(`${name}'s cable carries`, async () => {
      return (await run("ip", [...there, "link", "show", UPLINK])).stdout.includes("LOWER_UP");
    });
    return new Cable(this.server, name, home);
  }
}

/** The way between one person and the server, and the weather on it. */
export class Cable {
  #server;

  /**
   * @param {string} server
   * @param {string} name
   * @param {string} [home] the person's network
   */
  constructor(server, name, home) {
    this.#server = server;
    this.name = name;
    this.home = home;
  }

  /**
   * Loses packets by chance, each on its own; counts them anew.
   *
   * @param {{up?: number, down?: number}} percent from the person to the server, and back
   */
  async lose({ up = 0, down = 0 }) {
    await lossOnArrival(this.#server, this.name, up);
    await lossOnArrival(this.home, UPLINK, down);
  }

  /** @returns {Promise<{up: number, down: number}>} packets lost since `lose` */
  async lost() {
    return {
      up: await countLost(this.#server, this.name),
      down: await countLost(this.home, UPLINK),
    };
  }

  /**
   * Lets no more than this through.
   *
   * @param {{up?: number, down?: number}} kilobits per second; 0: as much as comes
   */
  async narrow({ up = 0, down = 0 }) {
    await limit(this.home, UPLINK, up);
    await limit(this.#server, this.name, down);
  }
}

/**
 * A command that runs in a network.
 *
 * @param {string | undefined} home none: the test's own
 * @returns {string[]} what stands before the command
 */
export function inside(home) {
  return home ? ["ip", "netns", "exec", home] : [];
}

/** @param {string} name */
async function found(name) {
  await run("ip", ["netns", "add", name]);
  await run("ip", ["-n", name, "link", "set", "lo", "up"]);
}

/**
 * On arrival, since a sender whose own firewall drops a packet is told so.
 *
 * @param {string | undefined} home
 * @param {string} device
 * @param {number} percent
 */
async function lossOnArrival(home, device, percent) {
  const permille = Math.round(percent * 10);
  const chance = `numgen random mod 1000 <= ${permille - 1}`;
  const rule = permille > 0 ? `iifname "${device}" ${chance} counter drop` : "";
  await command([...inside(home), "nft", `
    table inet ${device} {}
    delete table inet ${device}
    table inet ${device} {
      chain arriving {
        type filter hook input priority filter;
        ${rule}
      }
    }`]);
}

/**
 * @param {string | undefined} home
 * @param {string} device
 */
async function countLost(home, device) {
  const { stdout } = await command([...inside(home), "nft", "list", "table", "inet", device]);
  return Number(/counter packets (\d+)/.exec(stdout)?.[1] ?? 0);
}

/**
 * @param {string | undefined} home
 * @param {string} device
 * @param {number} kilobits per second
 */
async function limit(home, device, kilobits) {
  const tc = [...inside(home), "tc", "qdisc"];
  if (kilobits === 0) return command([...tc, "delete", "dev", device, "root"]).catch(() => undefined);
  const bucket = ["rate", `${kilobits}kbit`, "burst", "4kb", "latency", QUEUE];
  return command([...tc, "replace", "dev", device, "root", "tbf", ...bucket]);
}

/** @param {string[]} words */
function command([program = "", ...args]) {
  return run(program, args);
}
