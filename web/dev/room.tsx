import { render } from "preact";
import { Call } from "../call/call";
import { Room } from "../call/CallView";
import type { Line, LineHears } from "../call/line";
import type { Playable, TileModel } from "../call/people";
import { answered } from "../src/api/reply";

/** `/dev/room.html?people=6&break&weak&paused`: the room drawn over a line that only pretends. */
const asked = new URLSearchParams(location.search);
const NAMES = ["Fay (host)", "Rosa", "Vic", "U.", "Wilma", "Old Tom", "Bea", "Mr. Longname-Doubletrouble", "Ali", "Chen", "Dora", "Me"];

function pretendLine(hears: LineHears): Line {
  return {
    async connect() {
      await Promise.resolve();
      hears.event({ kind: "connected" });
      hears.people(tiles(Number(asked.get("people") ?? "5")));
      if (asked.has("break")) hears.event({ kind: "resuming" });
      if (asked.has("blocked")) hears.soundBlocked(true);
      if (asked.has("denied")) hears.deviceFailed("camera", new DOMException("", "NotAllowedError"));
    },
    send: () => Promise.resolve(),
    startSound: () => Promise.resolve(hears.soundBlocked(false)),
    hangUp: () => {},
  };
}

const tiles = (count: number): TileModel[] =>
  NAMES.slice(0, count - 1).concat("Me").slice(-count).map((name, index, all) => ({
    id: name,
    name,
    me: index === all.length - 1,
    speaking: index === 1,
    microphone: index % 3 !== 2,
    ...(asked.has("weak") && index % 3 === 0 && { connection: "weak" as const }),
    ...(asked.has("weak") && index === all.length - 1 && { connection: "weak" as const }),
    ...(asked.has("paused") && index === 2 && { picturePaused: true }),
    ...(index % 2 === 0 && { video: picture(index) }),
  }));

function picture(index: number): Playable {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 360;
  const brush = canvas.getContext("2d");
  if (brush) {
    brush.fillStyle = `hsl(${index * 67} 35% 55%)`;
    brush.fillRect(0, 0, 640, 360);
    brush.fillStyle = "#f3d9c4";
    brush.ellipse(320, 190, 80, 110, 0, 0, 7);
    brush.fill();
  }
  const stream = canvas.captureStream(1);
  return {
    sid: `TR_${index}`,
    play(element) {
      element.srcObject = stream;
      void element.play();
    },
    stop: (element) => (element.srcObject = null),
  };
}

const call = new Call({
  openLine: pretendLine,
  mediaToken: () => Promise.resolve(answered({ url: "", token: "", expires_at: 0 })),
  wanted: { camera: !asked.has("listen"), microphone: !asked.has("listen") },
  remember: () => {},
  ended: () => {},
  later(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});
call.enter();

const page = document.getElementById("page");
if (page) {
  render(
    <main class="call-page">
      <h1 class="unseen">Your group session</h1>
      <Room call={call} leaveLabel="Leave" />
    </main>,
    page,
  );
}
