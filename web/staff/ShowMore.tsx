import { words } from "../src/strings/staff";

/** The way further down a list of which there is more. */
export function ShowMore({ show, words: said = words.showMore }: { show: () => void; words?: string }) {
  return (
    <div class="actions">
      <button type="button" class="button" onClick={show}>
        {said}
      </button>
    </div>
  );
}
