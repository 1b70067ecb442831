import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { shared } from "../strings/words";
import { Notice } from "./Notice";

/** Long enough to read it and to reach the button by keyboard. */
const SHOWN_MS = 10_000;

/** What was just done, and how to take it back. */
export interface Undoable {
  what: string;
  undo: () => Promise<void>;
}

export const useUndoable = (): Signal<Undoable | undefined> => useSignal<Undoable | undefined>(undefined);

/** Says what was done for a while, with a button that takes it back. */
export function UndoNotice({ last }: { last: Signal<Undoable | undefined> }) {
  const done = last.value;
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => (last.value = undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const takeBack = () => {
    last.value = undefined;
    void done?.undo();
  };
  return (
    <div role="status">
      {done ? (
        <Notice tone="good">
          <p class="undo">
            <span>{done.what}</span>
            <button type="button" class="button" onClick={takeBack}>
              {shared.undo}
            </button>
          </p>
        </Notice>
      ) : null}
    </div>
  );
}
