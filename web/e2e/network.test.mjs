// The networks of the harness are believed by the tests in bad weather, so they are tested first.
import "./harness/own-network.mjs";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile, readdir } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inside, Network } from "./harness/network.mjs";
import { Program } from "./harness/program.mjs";
import { pause, until } from "./harness/until.mjs";

const ECHO = fileURLToPath(new URL("harness/echo.mjs", import.meta.url));
const PORT = 7;

describe("a cable", () => {
  const socket = createSocket("udp4");
  /** @type {Network} */
  let network;
  /** @type {import("./harness/network.mjs").Cable} */
  let cable;
  /** @type {Program} */
  let echo;

  before(async () => {
    network = await Network.open();
    cable = network.desk;
    echo = new Program(process.execPath, "echo", inside(network.server));
    echo.run([ECHO, network.serverAddress, `${PORT}`]);
    await until("the echo is ready", () => echo.log().includes("ready"));
  });

  after(async () => {
    socket.close();
    await echo.end("SIGKILL");
  });

  test("in fair weather loses nothing", async () => {
    assert.equal(await echoes({ packets: 300, bytes: 100, within: 300 }), 300);
  });

  test("loses about as much as it is told, and counts each packet", async () => {
    await cable.lose({ up: 20, down: 10 });
    const back = await echoes({ packets: 2_000, bytes: 100, within: 1_000 });
    const lost = await cable.lost();
    assert.equal(back + lost.up + lost.down, 2_000, "each packet came back or was counted");
    near(lost.up, 400, 80);
    near(lost.down, 160, 50);
    await cable.lose({});
    assert.deepEqual(await cable.lost(), { up: 0, down: 0 });
  });

  for (const way of /** @type {const} */ (["up", "down"])) {
    test(`lets no more than its rate through ${way}wards, and all again when wide`, async () => {
      await cable.narrow({ [way]: 500 });
      const back = await echoes({ packets: 200, bytes: 1_250, within: 1_000 });
      // Its queue goes on for a fifth of a second.
      near((back * 1_250 * 8) / 1.2, 500_000, 100_000);
      await cable.narrow({});
      assert.equal(await echoes({ packets: 100, bytes: 1_250, within: 300 }), 100);
    });
  }

  test("of one person carries what another's does not lose", async () => {
    const other = await network.join("other");
    await other.lose({ up: 100, down: 100 });
    assert.equal(await echoes({ packets: 100, bytes: 100, within: 100 }), 100);
    assert.deepEqual(await other.lost(), { up: 0, down: 0 });
  });

  /**
   * Sends evenly, then waits for the last. @returns how many came back
   *
   * @param {{packets: number, bytes: number, within: number}} stream `within` milliseconds
   */
  async function echoes({ packets, bytes, within }) {
    let [sent, back] = [0, 0];
    const count = () => (back += 1);
    socket.on("message", count);
    const begun = performance.now();
    while (sent < packets) {
      const due = Math.min(packets, Math.ceil((packets * (performance.now() - begun)) / within));
      for (; sent < due; sent += 1) socket.send(Buffer.alloc(bytes), PORT, network.serverAddress);
      await pause(2);
    }
    await pause(250);
    socket.off("message", count);
    return back;
  }
});

test("when a test is killed, all it started dies with it", async () => {
  const { WELLMET_OWN_NETWORK: _, ...env } = process.env;
  const sleeper = "86399.5";
  const script = `
    await import("./harness/own-network.mjs");
    const { spawn } = await import("node:child_process");
    spawn("sleep", ["${sleeper}"], { detached: true, stdio: "ignore" });
    setInterval(() => {}, 1_000);`;
  const outer = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env,
    stdio: "inherit",
  });
  await until("it sleeps", () => runs(`sleep\0${sleeper}`));
  outer.kill("SIGKILL");
  await once(outer, "exit");
  await until("nobody sleeps", async () => !(await runs(`sleep\0${sleeper}`)));
});

/**
 * Whether a program with these words runs on this machine.
 *
 * @param {string} words
 */
async function runs(words) {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = processes.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => ""));
  return (await Promise.all(lines)).some((line) => line.startsWith(words));
}

/**
 * @param {number} figure
 * @param {number} wanted
 * @param {number} give
 */
function near(figure, wanted, give) {
  assert.ok(Math.abs(figure - wanted) <= give, `${figure} instead of ${wanted} give or take ${give}`);
}
