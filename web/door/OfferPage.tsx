import { useMemo } from "preact/hooks";
import { offer, type OfferLink } from "../src/api/door";
import type { OfferLook } from "../src/api/types";
import { usePolling } from "../src/live/browser";
import { words } from "../src/strings/door";
import { ownZone, shortDay, spokenMoment } from "../src/time/when";
import { Loaded } from "../src/ui/Loading";
import { FailureNotice } from "../src/ui/Notice";
import { Title } from "../src/ui/Title";
import { isUnknownLink } from "./arrival";
import { Frame } from "./Frame";
import { KindPage } from "./KindPage";
import { Offered } from "./offer";

const text = words.offer;

/** `/offer#…`: a place in a group is kept for a patient, who says whether they want it. */
export function OfferPage({ link }: { link: OfferLink }) {
  const offered = useMemo(() => new Offered(link, offer), [link.offer, link.token]);
  usePolling(offered.look);
  if (isUnknownLink(offered.look.failure.value)) return <KindPage {...words.unknownLink} />;
  return (
    <Frame>
      <Loaded of={offered.look}>
        {(look) => (
          <>
            <Title page={text.page}>{words.hello(look.greeting_name)}</Title>
            <FailureNotice failure={offered.failure.value} />
            <div aria-live="polite">
              <Standing look={look} />
            </div>
            <Answer look={look} offered={offered} />
          </>
        )}
      </Loaded>
    </Frame>
  );
}

function Standing({ look }: { look: OfferLook }) {
  const { state, group_name, organisation_name } = look;
  if (state === "accepted") {
    return (
      <>
        <p class="lead">{text.accepted(group_name)}</p>
        <p>{text.acceptedNext(organisation_name)}</p>
      </>
    );
  }
  if (state === "over") {
    return (
      <>
        <p class="lead">{text.over}</p>
        <p>{text.overNext(organisation_name)}</p>
      </>
    );
  }
  if (state === "declined") {
    return (
      <>
        <p class="lead">{text.declined}</p>
        <p>{text.declinedNext(organisation_name)}</p>
      </>
    );
  }
  return <Kept look={look} />;
}

function Kept({ look }: { look: OfferLook }) {
  const zone = ownZone();
  return (
    <>
      <p class="lead">{text.kept(look.group_name, look.organisation_name)}</p>
      <p>{text.topic(look.topic)}</p>
      <p>{look.meets ? text.meets(look.meets) : text.noTimes}</p>
      {look.next_at ? <p>{text.next(spokenMoment(look.next_at, zone, Date.now()))}</p> : null}
      <p>{text.until(shortDay(look.expires_at))}</p>
    </>
  );
}

function Answer({ look, offered }: { look: OfferLook; offered: Offered }) {
  const busy = offered.answering.value;
  if (look.state === "open") {
    return (
      <div class="actions">
        <button type="button" class="button button-main" aria-disabled={busy} onClick={() => void offered.answer("accept")}>
          {text.accept}
        </button>
        <button type="button" class="button" aria-disabled={busy} onClick={() => void offered.answer("decline")}>
          {text.decline}
        </button>
      </div>
    );
  }
  if (look.state !== "declined") return null;
  return (
    <div class="actions">
      <button type="button" class="button" aria-disabled={busy} onClick={() => void offered.answer("reopen")}>
        {text.reopen}
      </button>
    </div>
  );
}
