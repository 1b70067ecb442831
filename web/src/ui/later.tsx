import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { shared } from "../strings/words";
import { Loading } from "./Loading";

/** A component whose code is fetched when first drawn; says so when that fails, and tries again. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>) {
  return function Later(props: P): JSX.Element {
    const part = useSignal<ComponentType<P> | undefined>(undefined);
    const broken = useSignal(false);
    const fetchCode = () => {
      broken.value = false;
      load().then(
        (loaded) => (part.value = loaded),
        () => (broken.value = true),
      );
    };
    useEffect(fetchCode, []);
    if (broken.value) {
      return (
        <div role="alert">
          <p>{shared.failure.offline}</p>
          <button type="button" class="button" onClick={fetchCode}>
            {shared.tryAgain}
          </button>
        </div>
      );
    }
    const Part = part.value;
    return Part ? <Part {...props} /> : <Loading />;
  };
}
