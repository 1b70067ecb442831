/**
 * How a call is entered, kept and left. Pure: `(state, event) -> state and what to do`.
 *
 * The media client resumes short breaks by itself. When it gives up, we fetch a fresh token and
 * connect anew, for as long as the server lets us: admission is stored, so nobody waits twice.
 */

/** Why a call is over for this page. `refused`: the server no longer lets us in. */
export type Ending = "left" | "replaced" | "removed" | "closed" | "refused";

export type CallState =
  | { step: "connecting"; attempt: number }
  | { step: "connected" }
  | { step: "resuming" }
  | { step: "waiting"; attempt: number }
  | { step: "over"; why: Ending };

export type CallEvent =
  | { kind: "connected" }
  | { kind: "resuming" }
  /** The connection is gone; `why` only where the server told us to stay away. */
  | { kind: "lost"; why?: Exclude<Ending, "left" | "refused"> }
  | { kind: "unreachable" }
  | { kind: "refused" }
  | { kind: "retry" }
  | { kind: "leave" };

export type Todo = { kind: "connect" } | { kind: "wait"; ms: number } | { kind: "hang-up" };

export interface Step {
  state: CallState;
  todo?: Todo;
}

const LONGEST_WAIT_MS = 15_000;

export const START: Step = { state: { step: "connecting", attempt: 0 }, todo: { kind: "connect" } };

export function next(state: CallState, event: CallEvent): Step {
  if (state.step === "over") return { state };
  switch (event.kind) {
    case "connected":
      return { state: { step: "connected" } };
    case "resuming":
      return { state: state.step === "connected" ? { step: "resuming" } : state };
    case "leave":
      return over("left");
    case "refused":
      return over("refused");
    case "lost":
      return event.why ? over(event.why) : lost(state);
    case "unreachable":
      return waitAfter(state);
    case "retry":
      return state.step === "waiting" ? connect(state.attempt) : { state };
  }
}

/** 1, 2, 4, 8, then 15 seconds. */
export function waitMs(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.max(0, attempt - 1));
}

const over = (why: Ending): Step => ({ state: { step: "over", why }, todo: { kind: "hang-up" } });

const connect = (attempt: number): Step => ({
  state: { step: "connecting", attempt },
  todo: { kind: "connect" },
});

/** A break after being in the room is tried again at once; one while connecting waits first. */
function lost(state: CallState): Step {
  return state.step === "connecting" ? waitAfter(state) : connect(1);
}

function waitAfter(state: CallState): Step {
  const attempt = "attempt" in state ? state.attempt + 1 : 1;
  return { state: { step: "waiting", attempt }, todo: { kind: "wait", ms: waitMs(attempt) } };
}
