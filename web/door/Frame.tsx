import type { ComponentChildren } from "preact";
import { shared } from "../src/strings/words";

/** The quiet frame around every patient page: the name above, one column below. */
export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <>
      <header class="door-head">
        <span class="brand">{shared.appName}</span>
      </header>
      <main class="door-main">{children}</main>
    </>
  );
}
