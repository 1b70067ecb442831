import { signal } from "@preact/signals";
import { passing, type Reply } from "../src/api/reply";
import type { MediaToken } from "../src/api/types";
import type { Device, Problems } from "../src/media/preview";
import { deviceProblem } from "../src/media/problem";
import type { Wanted } from "../src/media/wanted";
import { next, START, type CallEvent, type CallState, type Ending, type Step } from "./course";
import type { Line, LineHears, OpenLine } from "./line";
import { comings, type TileModel } from "./people";

export interface CallPlan {
  openLine: OpenLine;
  /** A fresh token for every connection: the last one may have run out while the phone slept. */
  mediaToken(): Promise<Reply<MediaToken>>;
  wanted: Wanted;
  remember(wanted: Wanted): void;
  ended(why: Ending): void;
  /** Calls back once after `ms`; answers with a way to call it off. */
  later(ms: number, run: () => void): () => void;
}

/** How long sound and pictures may be missing before a person wonders. */
const NOTICED_MS = 3000;

interface News {
  came: string[];
  went: string[];
}

/** One person's stay in the room: what the view draws, and what its buttons do. */
export class Call {
  readonly state = signal<CallState>(START.state);
  /** Once in the room, a break is told as a break and not as a first connection. */
  readonly wasIn = signal(false);
  readonly tiles = signal<TileModel[]>([]);
  readonly wanted;
  readonly problems = signal<Problems>({});
  readonly soundBlocked = signal(false);
  /** The last arrivals and departures, for the screen reader. */
  readonly news = signal<News>({ came: [], went: [] });

  /** A break is told once it lasts: most are mended before anybody misses a word. */
  readonly breakShows = signal(false);

  private callOffBreak: () => void = () => {};
  private line: Line | undefined;
  private callOffRetry: () => void = () => {};

  constructor(private readonly plan: CallPlan) {
    this.wanted = signal(plan.wanted);
  }

  enter(): void {
    this.follow(START);
  }

  leave(): void {
    this.hear({ kind: "leave" });
  }

  /** The page goes away from the room for its own reasons: hang up and tell nobody. */
  close(): void {
    this.state.value = { step: "over", why: "left" };
    this.callOffRetry();
    this.callOffBreak();
    this.drop();
  }

  /** The network is back or the page woke up: do not sit out the wait. */
  retryNow(): void {
    if (this.state.value.step === "waiting") this.hear({ kind: "retry" });
  }

  async toggle(device: Device): Promise<void> {
    const on = !this.wanted.value[device];
    this.want(device, on);
    this.dismiss(device);
    await this.line?.send(device, on);
  }

  dismiss(device: Device): void {
    this.problems.value = { ...this.problems.value, [device]: undefined };
  }

  async startSound(): Promise<void> {
    await this.line?.startSound();
  }

  private hear(event: CallEvent): void {
    if (event.kind === "connected") this.wasIn.value = true;
    this.follow(next(this.state.value, event));
  }

  private follow({ state, todo }: Step): void {
    this.noteBreak(state);
    this.state.value = state;
    if (!todo) return;
    this.callOffRetry();
    this.callOffRetry = () => {};
    if (todo.kind === "connect") void this.connect();
    else if (todo.kind === "wait") {
      this.callOffRetry = this.plan.later(todo.ms, () => this.hear({ kind: "retry" }));
    } else this.hangUp();
  }

  private noteBreak({ step }: CallState): void {
    const mending = step === "resuming";
    if (mending === (this.state.value.step === "resuming")) return;
    this.callOffBreak();
    this.breakShows.value = false;
    this.callOffBreak = mending ? this.plan.later(NOTICED_MS, () => (this.breakShows.value = true)) : () => {};
  }

  private hangUp(): void {
    this.drop();
    this.tiles.value = [];
    if (this.state.value.step === "over") this.plan.ended(this.state.value.why);
  }

  private drop(): void {
    this.line?.hangUp();
    this.line = undefined;
  }

  private async connect(): Promise<void> {
    this.drop();
    const reply = await this.plan.mediaToken();
    if (this.state.value.step !== "connecting") return;
    if (!reply.ok) {
      return this.hear({ kind: passing(reply.failure) ? "unreachable" : "refused" });
    }
    const line = this.open();
    try {
      await line.connect(reply.value.url, reply.value.token);
      await this.sendWanted(line);
    } catch {
      // The line may have said "lost" already; then the wait has begun.
      if (this.line === line && this.state.value.step === "connecting") {
        this.hear({ kind: "unreachable" });
      }
    }
  }

  private async sendWanted(line: Line): Promise<void> {
    for (const device of ["microphone", "camera"] as const) {
      if (this.line === line && this.wanted.value[device]) await line.send(device, true);
    }
  }

  /** A line that was dropped may still speak for a moment; only the present one is heard. */
  private open(): Line {
    const present = () => this.line === line;
    const hears: LineHears = {
      event: (event) => present() && this.hear(event),
      people: (tiles) => present() && this.show(tiles),
      soundBlocked: (blocked) => present() && (this.soundBlocked.value = blocked),
      deviceFailed: (device, error) => present() && this.deviceFailed(device, error),
    };
    const line = this.plan.openLine(hears);
    this.line = line;
    return line;
  }

  private show(tiles: TileModel[]): void {
    if (this.tiles.value.length > 0) {
      const news = comings(this.tiles.value, tiles);
      if (news.came.length + news.went.length > 0) this.news.value = news;
    }
    this.tiles.value = tiles;
  }

  private deviceFailed(device: Device, error: unknown): void {
    this.problems.value = { ...this.problems.value, [device]: deviceProblem(error) };
    this.want(device, false);
  }

  private want(device: Device, on: boolean): void {
    this.wanted.value = { ...this.wanted.value, [device]: on };
    this.plan.remember(this.wanted.value);
  }
}
