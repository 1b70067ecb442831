import { Link } from "wouter-preact";
import type { ReferralDetail } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { Icon } from "../../src/ui/Icon";
import { Loaded } from "../../src/ui/Loading";
import { FailureNotice } from "../../src/ui/Notice";
import { UndoNotice } from "../../src/ui/Undo";
import { Former } from "./Former";
import { Offered } from "./Offered";
import { Suggestions } from "./Suggestions";
import { usePlaces } from "./use-places";
import { WishesForm } from "./WishesForm";

const text = words.referral;

interface MatchingProps {
  referral: ReferralDetail;
  done: () => void;
}

/** From what a patient wishes for to a place: offered, waited for, or taken at once. */
export function Matching({ referral, done }: MatchingProps) {
  const { list, search, places, failure, last, acts } = usePlaces(referral, done);
  return (
    <section aria-labelledby="matching">
      <h2 id="matching">{text.match}</h2>
      <UndoNotice last={last} />
      <FailureNotice failure={failure.value} />
      <Loaded of={places}>
        {({ wishes, offer, waits, former }) => (
          <>
            {offer ? <Offered offer={offer} patient={referral.patient.full_name} acts={acts} /> : null}
            <WishesForm
              referral={referral.id}
              patient={referral.patient.preferred_name}
              wishes={wishes}
              saved={(saved) => {
                places.take(saved);
                void list.refresh();
              }}
            />
            <Loaded of={list}>
              {(found) => (
                <Suggestions list={found} search={search} waits={waits} offered={Boolean(offer)} acts={acts} />
              )}
            </Loaded>
            <Former places={former} comeBack={acts.comeBack} />
          </>
        )}
      </Loaded>
      <p>
        <Link href="/groups/new" class="button">
          <Icon name="plus" />
          {text.newGroup}
        </Link>
      </p>
    </section>
  );
}
