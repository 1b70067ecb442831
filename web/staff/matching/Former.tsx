import type { FormerPlace } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { shortDay } from "../../src/time/when";

const text = words.matching;

interface FormerProps {
  places: FormerPlace[];
  comeBack: (membership: string) => void;
}

/** Groups that a patient has left; the way back is one press. */
export function Former({ places, comeBack }: FormerProps) {
  if (places.length === 0) return null;
  return (
    <section aria-labelledby="former">
      <h2 id="former">{text.former}</h2>
      <ul class="rows">
        {places.map((place) => (
          <li class="row" key={place.membership_id}>
            <p class="row-main">{text.left(place.group_name, shortDay(place.ended_at))}</p>
            <div class="row-side">
              <button
                type="button"
                class="button"
                aria-label={text.comeBackNamed(place.group_name)}
                onClick={() => comeBack(place.membership_id)}
              >
                {text.comeBack}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
