import { useEffect, useMemo, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { words } from "../src/strings/call";
import { shared } from "../src/strings/words";
import { nameList } from "../src/time/when";
import { Icon } from "../src/ui/Icon";
import { Notice } from "../src/ui/Notice";
import { Call, type CallPlan } from "./call";
import { Controls } from "./Controls";
import { columnsFor } from "./grid";
import { liveKitLine } from "./livekit";
import { Tile } from "./Tile";

export interface CallViewProps extends Pick<CallPlan, "mediaToken" | "wanted" | "remember" | "ended"> {
  leaveLabel?: string;
}

/** The room over the LiveKit client, entered when it is first drawn. */
export function CallView({ mediaToken, wanted, remember, ended, leaveLabel }: CallViewProps) {
  const call = useMemo(
    () => new Call({ mediaToken, wanted, remember, ended, later, openLine: liveKitLine }),
    [],
  );
  useEffect(() => {
    call.enter();
    const retry = () => call.retryNow();
    addEventListener("online", retry);
    document.addEventListener("visibilitychange", retry);
    return () => {
      removeEventListener("online", retry);
      document.removeEventListener("visibilitychange", retry);
      call.close();
    };
  }, [call]);
  return <Room call={call} leaveLabel={leaveLabel ?? words.leave} />;
}

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** The drawing of a call, whatever line is behind it. */
export function Room({ call, leaveLabel }: { call: Call; leaveLabel: string }) {
  return (
    <section class="room" aria-label={words.region} data-testid="room" data-state={call.state.value.step}>
      <Told call={call} />
      <Grid call={call} />
      <Controls call={call} leaveLabel={leaveLabel} />
    </section>
  );
}

/** What the person should know now; the calm words for a break are said, not only shown. */
function Told({ call }: { call: Call }) {
  return (
    <div class="told">
      <div role="status">
        <Connection call={call} />
      </div>
      {call.soundBlocked.value && call.state.value.step === "connected" ? <SoundButton call={call} /> : null}
      <DeviceNotice call={call} device="microphone" />
      <DeviceNotice call={call} device="camera" />
    </div>
  );
}

function Connection({ call }: { call: Call }) {
  const { step } = call.state.value;
  const { came, went } = call.news.value;
  if (step === "waiting" && !call.wasIn.value) return <Notice tone="warn">{words.unreachable}</Notice>;
  const mendedQuietly = step === "resuming" && !call.breakShows.value;
  if (step !== "connected" && !mendedQuietly) {
    const text = call.wasIn.value ? words.reconnecting : words.connecting;
    return <Notice tone={call.wasIn.value ? "warn" : "info"}>{text}</Notice>;
  }
  const alone = call.tiles.value.length <= 1;
  const weak = call.tiles.value.some((tile) => tile.me && tile.connection);
  return (
    <>
      <p class="unseen">{words.connected}</p>
      {weak ? <p class="told-quiet">{words.weakHere}</p> : null}
      {came.length > 0 ? <p class="unseen">{words.arrived(nameList(came))}</p> : null}
      {went.length > 0 ? <p class="unseen">{words.gone(nameList(went))}</p> : null}
      {alone ? <p class="told-quiet">{words.alone}</p> : <Listening call={call} />}
    </>
  );
}

function Listening({ call }: { call: Call }) {
  const { camera, microphone } = call.wanted.value;
  return camera || microphone ? null : <p class="told-quiet">{words.listening}</p>;
}

function SoundButton({ call }: { call: Call }) {
  return (
    <div class="notice notice-warn" role="alert">
      <Icon name="sound" />
      <div>
        <p>{words.soundBlocked}</p>
        <button type="button" class="button button-main" onClick={() => void call.startSound()}>
          {words.turnOnSound}
        </button>
      </div>
    </div>
  );
}

function DeviceNotice({ call, device }: { call: Call; device: "camera" | "microphone" }) {
  const problem = call.problems.value[device];
  if (!problem) return null;
  const text = shared.deviceProblem[problem];
  return (
    <Notice tone="warn" role="alert" icon={device === "camera" ? "cameraOff" : "microphoneOff"}>
      <p>{device === "camera" ? words.cameraProblem(text) : words.microphoneProblem(text)}</p>
      <button type="button" class="button" onClick={() => call.dismiss(device)}>
        {words.dismiss}
      </button>
    </Notice>
  );
}

function Grid({ call }: { call: Call }) {
  const list = useRef<HTMLUListElement>(null);
  const columns = useSignal(1);
  const scrolls = useSignal(false);
  const count = call.tiles.value.length;
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => {
      columns.value = columnsFor(count, element.clientWidth, element.clientHeight);
      scrolls.value = element.scrollHeight > element.clientHeight + 1;
    };
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    measure();
    return () => watch.disconnect();
    // Other columns are other heights: measured again once they are drawn.
  }, [count, columns.value]);
  // Where the faces scroll, a keyboard must be able to reach them.
  const reach = scrolls.value ? { tabIndex: 0 } : {};
  return (
    <ul ref={list} {...reach} class="grid" aria-label={words.people} style={{ "--columns": String(columns.value) }}>
      {call.tiles.value.map((tile) => (
        <Tile key={tile.id} tile={tile} />
      ))}
    </ul>
  );
}
