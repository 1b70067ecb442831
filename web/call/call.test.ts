import { expect, test, vi } from "vitest";
import { answered, failed, type Reply } from "../src/api/reply";
import type { MediaToken } from "../src/api/types";
import { Call } from "./call";
import type { Line, LineHears } from "./line";

const TOKEN: MediaToken = { url: "ws://room", token: "t", expires_at: 0 };

function world(replies: Reply<MediaToken>[] = []) {
  const lines: { hears: LineHears; line: Line; sent: string[] }[] = [];
  const retries: (() => void)[] = [];
  const mediaToken = vi.fn(() => Promise.resolve(replies.shift() ?? answered(TOKEN)));
  const ended = vi.fn();
  const stay = new Call({
    mediaToken,
    ended,
    wanted: { camera: false, microphone: true },
    remember: () => {},
    later(_ms, run) {
      retries.push(run);
      return () => retries.splice(retries.indexOf(run), 1);
    },
    openLine(hears) {
      const sent: string[] = [];
      const line: Line = {
        connect: () => Promise.resolve(hears.event({ kind: "connected" })),
        send: (device, on) => Promise.resolve(void sent.push(`${device} ${on}`)),
        startSound: () => Promise.resolve(),
        hangUp: vi.fn(),
      };
      lines.push({ hears, line, sent });
      return line;
    },
  });
  return { stay, lines, retries, mediaToken, ended };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("entering connects and sends only what the person chose", async () => {
  const { stay, lines } = world();
  stay.enter();
  await settled();
  expect(stay.state.value.step).toBe("connected");
  expect(lines[0]?.sent).toEqual(["microphone true"]);
});

test("a lost line comes back with a fresh token and sends the same again", async () => {
  const { stay, lines, mediaToken } = world();
  stay.enter();
  await settled();
  lines[0]?.hears.event({ kind: "lost" });
  await settled();
  expect(mediaToken).toHaveBeenCalledTimes(2);
  expect(lines[1]?.sent).toEqual(["microphone true"]);
  expect(stay.state.value.step).toBe("connected");
});

test("a server that cannot be reached is tried again, one that refuses is not", async () => {
  const refusal = failed({
    kind: "problem",
    status: 409,
    slug: "not-admitted",
    problem: { type: "/problems/not-admitted", title: "Not admitted", detail: "Please wait to be let in.", status: 409 },
  });
  const { stay, retries, ended } = world([failed({ kind: "offline" }), refusal]);
  stay.enter();
  await settled();
  expect(stay.state.value.step).toBe("waiting");
  retries[0]?.();
  await settled();
  expect(ended).toHaveBeenCalledExactlyOnceWith("refused");
});

test("a break that is mended soon is never told, one that lasts is", async () => {
  const { stay, lines, retries } = world();
  stay.enter();
  await settled();
  lines[0]?.hears.event({ kind: "resuming" });
  expect(stay.breakShows.value).toBe(false);
  lines[0]?.hears.event({ kind: "connected" });
  expect(retries).toEqual([]);
  lines[0]?.hears.event({ kind: "resuming" });
  lines[0]?.hears.event({ kind: "resuming" });
  expect(retries.length).toBe(1);
  retries[0]?.();
  expect(stay.breakShows.value).toBe(true);
  lines[0]?.hears.event({ kind: "connected" });
  expect(stay.breakShows.value).toBe(false);
});

test("a dropped line is not heard any more", async () => {
  const { stay, lines, ended } = world();
  stay.enter();
  await settled();
  lines[0]?.hears.event({ kind: "lost" });
  await settled();
  lines[0]?.hears.event({ kind: "lost", why: "removed" });
  expect(ended).not.toHaveBeenCalled();
  expect(stay.state.value.step).toBe("connected");
});

test("a refused microphone is told in words and no longer wanted", async () => {
  const { stay, lines } = world();
  stay.enter();
  await settled();
  lines[0]?.hears.deviceFailed("microphone", Object.assign(new Error(), { name: "NotAllowedError" }));
  expect(stay.problems.value.microphone).toBe("denied");
  expect(stay.wanted.value.microphone).toBe(false);
});

test("leaving hangs up and says so once", async () => {
  const { stay, lines, ended } = world();
  stay.enter();
  await settled();
  stay.leave();
  stay.leave();
  expect(lines[0]?.line.hangUp).toHaveBeenCalled();
  expect(ended).toHaveBeenCalledExactlyOnceWith("left");
});
