import { signal, type ReadonlySignal } from "@preact/signals";
import { deviceProblem, type DeviceProblem } from "./problem";
import { LISTEN_ONLY, type Wanted } from "./wanted";

export type Device = keyof Wanted;
export type Problems = Partial<Record<Device, DeviceProblem>>;

/** Where tracks come from: the browser, or a test. */
export interface Capture {
  open(device: Device): Promise<MediaStreamTrack>;
}

/** Camera and microphone before the room: each starts, stops and fails by itself. */
export interface Preview {
  /** What the person wants and is able to send; undefined until they chose. */
  readonly wanted: ReadonlySignal<Wanted | undefined>;
  readonly camera: ReadonlySignal<MediaStreamTrack | undefined>;
  readonly problems: ReadonlySignal<Problems>;
  readonly asking: ReadonlySignal<boolean>;
  choose(wanted: Wanted): Promise<void>;
  toggle(device: Device): Promise<void>;
  /** Lets go of the devices, so that the room can open them. The choice stays. */
  release(): void;
}

export function preview(
  capture: Capture,
  earlier: Wanted | undefined,
  remember: (wanted: Wanted) => void,
): Preview {
  const wanted = signal(earlier);
  const camera = signal<MediaStreamTrack | undefined>(undefined);
  const problems = signal<Problems>({});
  const asking = signal(false);
  let microphone: MediaStreamTrack | undefined;

  function keep(device: Device, track: MediaStreamTrack | undefined): void {
    if (device === "camera") camera.value = track;
    else microphone = track;
  }

  async function start(device: Device): Promise<boolean> {
    try {
      const track = await capture.open(device);
      keep(device, track);
      problems.value = { ...problems.value, [device]: undefined };
      return true;
    } catch (error) {
      problems.value = { ...problems.value, [device]: deviceProblem(error) };
      return false;
    }
  }

  function stop(device: Device): void {
    (device === "camera" ? camera.value : microphone)?.stop();
    keep(device, undefined);
  }

  async function choose(next: Wanted): Promise<void> {
    if (asking.value) return;
    asking.value = true;
    const got = { ...LISTEN_ONLY };
    for (const device of ["camera", "microphone"] as const) {
      stop(device);
      if (next[device]) got[device] = await start(device);
    }
    wanted.value = got;
    remember(got);
    asking.value = false;
  }

  async function toggle(device: Device): Promise<void> {
    if (asking.value) return;
    const now = wanted.value ?? LISTEN_ONLY;
    asking.value = true;
    const on = !now[device] && (await start(device));
    if (!on) stop(device);
    wanted.value = { ...now, [device]: on };
    remember(wanted.value);
    asking.value = false;
  }

  function release(): void {
    stop("camera");
    stop("microphone");
  }

  return { wanted, camera, problems, asking, choose, toggle, release };
}
