import { words } from "../src/strings/staff";

/** The way further down a list of which there is more. */
export function ShowMore({ show }: { show: () => void }) {
  return (
    <div class="actions">
      <button type="button" class="button" onClick={show}>
        {words.showMore}
      </button>
    </div>
  );
}
