import type { OfferLine } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { shortDay } from "../../src/time/when";
import { Notice } from "../../src/ui/Notice";

const text = words.matching;

interface OfferedProps {
  offer: OfferLine;
  patient: string;
  acts: { accept: (offer: OfferLine) => void; decline: (offer: OfferLine) => void };
}

/** The place that is kept for a patient, and what they say to it. */
export function Offered({ offer, patient, acts }: OfferedProps) {
  return (
    <Notice tone="info">
      <p>
        <strong>{text.offered(offer.group_name, patient, shortDay(offer.expires_at))}</strong>
      </p>
      {offer.automatic ? <p>{text.firstInLine}</p> : null}
      <div class="actions">
        <button type="button" class="button button-main" onClick={() => acts.accept(offer)}>
          {text.accept}
        </button>
        <button type="button" class="button" onClick={() => acts.decline(offer)}>
          {text.decline}
        </button>
      </div>
    </Notice>
  );
}
