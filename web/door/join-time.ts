/** When Join was last pressed in this tab, in unix milliseconds; kept across the page change. */
const KEY = "wellmet.joined";

export function rememberJoin(store: Pick<Storage, "setItem">, now: number): void {
  try {
    store.setItem(KEY, String(now));
  } catch {
    // Without storage an early patient presses one more button.
    return;
  }
}

export function rememberedJoin(store: Pick<Storage, "getItem">): number | undefined {
  try {
    const at = Number(store.getItem(KEY) ?? "");
    return at > 0 ? at : undefined;
  } catch {
    return undefined;
  }
}
