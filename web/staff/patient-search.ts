import { signal, type ReadonlySignal } from "@preact/signals";
import { patients } from "../src/api/staff";
import type { Failure } from "../src/api/reply";
import type { FoundPatients, PatientRow } from "../src/api/types";

/** So long a pause in typing asks the server. */
const PAUSE_MS = 150;
/** One letter would name half of the register. */
const FEWEST_LETTERS = 2;

/** A search field with a list under it, the way a keyboard walks it (ARIA combobox). */
export interface PatientSearch {
  readonly typed: ReadonlySignal<string>;
  /** Undefined until something was asked. */
  readonly found: ReadonlySignal<FoundPatients | undefined>;
  readonly failure: ReadonlySignal<Failure | undefined>;
  /** Which of those found Enter chooses. */
  readonly active: ReadonlySignal<number>;
  type(text: string): void;
  /** Handles a key; true when it was the list's. */
  press(key: string): boolean;
}

/** `choose` is told whom Enter chose, even when it was pressed before the answer came. */
export function patientSearch(choose: (patient: PatientRow) => void, ask = patients.search): PatientSearch {
  const typed = signal("");
  const found = signal<FoundPatients | undefined>(undefined);
  const failure = signal<Failure | undefined>(undefined);
  const active = signal(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let enterWaits = false;

  async function fetchNow(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const text = typed.value;
    const reply = await ask(text);
    if (text !== typed.value) return;
    failure.value = reply.ok ? undefined : reply.failure;
    found.value = reply.ok ? reply.value : undefined;
    active.value = 0;
    const first = found.value?.items[0];
    if (enterWaits && first) choose(first);
    enterWaits = false;
  }

  function type(text: string): void {
    typed.value = text;
    enterWaits = false;
    clearTimeout(timer);
    found.value = undefined;
    failure.value = undefined;
    if (text.trim().length >= FEWEST_LETTERS) timer = setTimeout(() => void fetchNow(), PAUSE_MS);
  }

  function press(key: string): boolean {
    const items = found.value?.items ?? [];
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (items.length === 0) return false;
      active.value = (active.value + (key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
      return true;
    }
    if (key !== "Enter") return false;
    const chosen = items[active.value];
    if (chosen) choose(chosen);
    else enterWaits = found.value === undefined;
    return true;
  }

  return { typed, found, failure, active, type, press };
}
