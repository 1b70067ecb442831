import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { referrals } from "../src/api/staff";
import type { Failure, Reply } from "../src/api/reply";
import type { Flag, Incident } from "../src/api/types";
import { resource } from "../src/live/resource";
import { words } from "../src/strings/staff";
import { ownZone, shortMoment } from "../src/time/when";
import { Badge } from "../src/ui/Badge";
import { Loaded } from "../src/ui/Loading";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import { dayWords } from "./day";
import { useTopics } from "./live";
import { RaiseFlag } from "./RaiseFlag";
import { RecordIncident } from "./RecordIncident";

const text = words.concerns;

/** What gives cause for concern about a patient, for those who look after them. */
export function Concerns({ referral, changed }: { referral: string; changed: () => void }) {
  const concerns = useMemo(() => resource(() => referrals.concerns(referral)), [referral]);
  useTopics(concerns, "referrals");
  const again = () => {
    void concerns.refresh();
    changed();
  };
  return (
    <section class="card" aria-labelledby="concerns">
      <h2 id="concerns">{text.title}</h2>
      <p class="row-note">{text.intro}</p>
      <Loaded of={concerns}>
        {({ flags, incidents }) =>
          flags.length + incidents.length === 0 ? (
            <p>{text.none}</p>
          ) : (
            <ul class="tasks" aria-label={text.title}>
              {flags.map((flag) => (
                <FlagLine key={flag.id} flag={flag} changed={again} />
              ))}
              {incidents.map((incident) => (
                <IncidentLine key={incident.id} incident={incident} changed={again} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <RaiseFlag referral={referral} raised={again} />
      <RecordIncident referral={referral} recorded={again} />
    </section>
  );
}

function FlagLine({ flag, changed }: { flag: Flag; changed: () => void }) {
  return (
    <li class="task">
      <div>
        <Badge tone={flag.lifted ? "plain" : "bad"}>{text.flagKinds[flag.kind]}</Badge>
        <p class="as-typed">{flag.text}</p>
        <p class="row-note">{text.by(flag.raised_by, shortMoment(flag.raised_at, ownZone()))}</p>
        {flag.lifted ? <Settled words={text.lifted(flag.lifted.by)} reason={flag.lifted.reason} /> : null}
      </div>
      {flag.lifted ? null : (
        <Settle
          button={text.lift}
          title={text.liftTitle}
          hint={text.liftHint}
          act={(reason) => referrals.lift(flag.id, reason)}
          changed={changed}
        />
      )}
    </li>
  );
}

function IncidentLine({ incident, changed }: { incident: Incident; changed: () => void }) {
  return (
    <li class="task">
      <div>
        <Badge tone={incident.closed ? "plain" : "warn"}>{text.incidentKinds[incident.kind]}</Badge>
        <p class="row-note">{dayWords(incident.happened_on)}</p>
        <p class="as-typed">{incident.text}</p>
        {incident.follow_up ? <p class="as-typed">{text.toDo(incident.follow_up)}</p> : null}
        <p class="row-note">{text.by(incident.recorded_by, shortMoment(incident.recorded_at, ownZone()))}</p>
        {incident.closed ? <Settled words={text.closed(incident.closed.by)} reason={incident.closed.reason} /> : null}
      </div>
      {incident.closed ? null : (
        <Settle
          button={text.close}
          title={text.closeTitle}
          hint={text.closeHint}
          act={(reason) => referrals.close(incident.id, reason)}
          changed={changed}
        />
      )}
    </li>
  );
}

function Settled({ words: said, reason }: { words: string; reason: string }) {
  return (
    <>
      <p>
        <strong>{said}</strong>
      </p>
      <p class="as-typed row-note">{reason}</p>
    </>
  );
}

interface SettleProps {
  button: string;
  title: string;
  hint: string;
  act: (reason: string) => Promise<Reply<undefined>>;
  changed: () => void;
}

function Settle({ button, title, hint, act, changed }: SettleProps) {
  const asking = useSignal(false);
  const settle = async (reason: string): Promise<Failure | undefined> => {
    const reply = await act(reason);
    if (!reply.ok) return reply.failure;
    changed();
    return undefined;
  };
  return (
    <>
      <button type="button" class="button" onClick={() => (asking.value = true)}>
        {button}
      </button>
      {asking.value ? (
        <ReasonDialog
          title={title}
          confirm={button}
          reason={{ label: text.reason, hint, missing: words.oneReferral.reasonMissing }}
          act={settle}
          close={() => (asking.value = false)}
        />
      ) : null}
    </>
  );
}
