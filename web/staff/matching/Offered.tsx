import { useSignal } from "@preact/signals";
import type { Failure } from "../../src/api/reply";
import { offers } from "../../src/api/staff";
import type { OfferLine } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { shortDay } from "../../src/time/when";
import { CopyButton } from "../../src/ui/CopyButton";
import { FailureNotice, Notice } from "../../src/ui/Notice";

const text = words.matching;

interface OfferedProps {
  offer: OfferLine;
  patient: string;
  acts: { accept: (offer: OfferLine) => void; decline: (offer: OfferLine) => void };
}

/** The link by which the patient answers for themselves; read only when somebody asks for it. */
function OfferLink({ offer, patient }: { offer: OfferLine; patient: string }) {
  const url = useSignal<string | undefined>(undefined);
  const failure = useSignal<Failure | undefined>(undefined);
  const read = async () => {
    const reply = await offers.link(offer.id);
    failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) url.value = reply.value.url;
  };
  return (
    <>
      <FailureNotice failure={failure.value} />
      {url.value ? (
        <>
          <p>{text.linkHint(patient)}</p>
          <input class="link-text" readOnly aria-label={text.link} value={url.value} />
          <CopyButton
            text={url.value}
            label={text.copyLink}
            copied={words.doorLink.copied}
            failed={words.doorLink.copyFailed}
          />
        </>
      ) : (
        <p>
          <button type="button" class="button button-quiet" onClick={() => void read()}>
            {text.showLink}
          </button>
        </p>
      )}
    </>
  );
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
      <OfferLink offer={offer} patient={patient} />
    </Notice>
  );
}
