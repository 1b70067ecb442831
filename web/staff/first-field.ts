import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

const FIELDS = "input:checked, input:not([type=radio], [type=checkbox]), select, textarea";

/** Puts the focus into a form that has just been asked for, wherever on the page it opens. */
export function useFirstField<E extends HTMLElement>(): RefObject<E> {
  const frame = useRef<E>(null);
  useEffect(() => frame.current?.querySelector<HTMLElement>(FIELDS)?.focus(), []);
  return frame;
}
