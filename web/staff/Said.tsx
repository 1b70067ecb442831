import { useEffect } from "preact/hooks";
import { Notice } from "../src/ui/Notice";
import { said } from "./parting";

/** Shows what the last page left to say, until this page goes. */
export function Said() {
  useEffect(() => () => void (said.value = undefined), []);
  return said.value ? (
    <Notice tone="good" role="status">
      {said.value}
    </Notice>
  ) : null;
}
