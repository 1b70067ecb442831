/** What a person chose to send. Both false is a full choice: listening counts. */
export interface Wanted {
  camera: boolean;
  microphone: boolean;
}

export const LISTEN_ONLY: Wanted = { camera: false, microphone: false };

const KEY = "wellmet.wanted";

type Store = Pick<Storage, "getItem" | "setItem">;

/** The choice made earlier in this tab, or undefined when none was made yet. */
export function rememberedWanted(store: Store): Wanted | undefined {
  try {
    const value = JSON.parse(store.getItem(KEY) ?? "") as Partial<Wanted>;
    return { camera: value.camera === true, microphone: value.microphone === true };
  } catch {
    return undefined;
  }
}

/** Keeps the choice for a reload. A browser that forbids storage just asks again. */
export function rememberWanted(store: Store, wanted: Wanted): void {
  try {
    store.setItem(KEY, JSON.stringify(wanted));
  } catch {
    return;
  }
}
