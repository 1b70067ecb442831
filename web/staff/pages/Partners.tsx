import { useSignal, type Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { partners } from "../../src/api/staff";
import type { Direction, Partnership, Partnerships } from "../../src/api/types";
import { resource, type Resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { localDay, ownZone } from "../../src/time/when";
import { FailureNotice } from "../../src/ui/Notice";
import { Loaded } from "../../src/ui/Loading";
import { ReasonDialog } from "../../src/ui/ReasonDialog";
import { Title } from "../../src/ui/Title";
import type { Failure } from "../../src/api/reply";
import { dayWords } from "../day";
import { InvitePartner } from "../InvitePartner";
import { useTopics } from "../live";

const text = words.partners;
const dayOf = (time: number) => dayWords(localDay(time, ownZone()));

/** A partner, and the way of referring that somebody is about to end. */
interface Ending {
  partner: Partnership;
  direction: Direction;
}

/** With whom an administrator's organisation works together, and whom it has invited. */
export function Partners() {
  const list = useMemo(() => resource(partners.list), []);
  useTopics(list, "partners");
  const ending = useSignal<Ending | undefined>(undefined);
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <p>{text.intro}</p>
      <Loaded of={list}>
        {(found) => (
          <>
            <h2 id="partners">{text.list}</h2>
            {found.partnerships.length === 0 ? <p>{text.none}</p> : <Standing of={found} ending={ending} />}
            {found.invitations.length === 0 ? null : <Waiting of={found} list={list} />}
          </>
        )}
      </Loaded>
      {ending.value ? <EndDialog ending={ending} list={list} /> : null}
      <InvitePartner invited={() => void list.refresh()} />
    </>
  );
}

function Standing({ of, ending }: { of: Partnerships; ending: Signal<Ending | undefined> }) {
  return (
    <ul class="rows" aria-labelledby="partners">
      {of.partnerships.map((partner) => (
        <li key={partner.id} class="row">
          <div class="row-main">
            <h3 class="row-title">{partner.name}</h3>
            {partner.to_them_since ? (
              <Way
                sentence={text.toThem(dayOf(partner.to_them_since))}
                of={text.endToThem(partner.name)}
                end={() => (ending.value = { partner, direction: "to_them" })}
              />
            ) : null}
            {partner.from_them_since ? (
              <Way
                sentence={text.fromThem(dayOf(partner.from_them_since))}
                of={text.endFromThem(partner.name)}
                end={() => (ending.value = { partner, direction: "from_them" })}
              />
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Way({ sentence, of, end }: { sentence: string; of: string; end: () => void }) {
  return (
    <p class="way">
      <span>{sentence}</span>
      <button type="button" class="button" onClick={end}>
        {text.end}
        <span class="unseen">{of}</span>
      </button>
    </p>
  );
}

function EndDialog({ ending, list }: { ending: Signal<Ending | undefined>; list: Resource<Partnerships> }) {
  const wanted = ending.value;
  if (!wanted) return null;
  const { partner, direction } = wanted;
  const act = async (): Promise<Failure | undefined> => {
    const reply = await partners.end(partner.id, direction);
    if (reply.ok) void list.refresh();
    return reply.ok ? undefined : reply.failure;
  };
  return (
    <ReasonDialog
      title={text.endTitle(partner.name)}
      body={direction === "to_them" ? text.endToThemBody(partner.name) : text.endFromThemBody(partner.name)}
      confirm={text.endConfirm}
      cancel={text.endKeep}
      act={act}
      close={() => (ending.value = undefined)}
    />
  );
}

function Waiting({ of, list }: { of: Partnerships; list: Resource<Partnerships> }) {
  const failure = useSignal<Failure | undefined>(undefined);
  const withdraw = async (id: string) => {
    const reply = await partners.withdraw(id);
    failure.value = reply.ok ? undefined : reply.failure;
    await list.refresh();
  };
  return (
    <>
      <h2 id="invited">{text.waiting}</h2>
      <FailureNotice failure={failure.value} />
      <ul class="rows" aria-labelledby="invited">
        {of.invitations.map(({ id, name, expires_at }) => (
          <li key={id} class="row">
            <div class="row-main">
              <h3 class="row-title">{name}</h3>
              <p class="row-note">{text.until(dayOf(expires_at))}</p>
            </div>
            <div class="row-side">
              <button type="button" class="button" onClick={() => void withdraw(id)}>
                {text.withdraw}
                <span class="unseen">{text.withdrawOf(name)}</span>
              </button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
