import { useSignal } from "@preact/signals";
import type { Visit } from "../src/api/types";
import type { Preview } from "../src/media/preview";
import { words } from "../src/strings/door";
import { nameList, ownZone, spokenMoment } from "../src/time/when";
import { Field } from "../src/ui/Field";
import { FailureNotice, Notice } from "../src/ui/Notice";
import { Title } from "../src/ui/Title";
import { Devices } from "./Devices";
import { Frame } from "./Frame";
import { Sharing } from "./Sharing";
import type { Stay } from "./stay";

interface WaitingRoomProps {
  visit: Visit;
  stay: Stay;
  devices: Preview;
}

export function WaitingRoom({ visit, stay, devices }: WaitingRoomProps) {
  const text = words.waiting;
  return (
    <Frame>
      <Title page={words.title.waiting}>{text.heading(visit.display_name)}</Title>
      <p class="lead">{text.soon(nameList(visit.facilitator_names))}</p>
      <Reassurance visit={visit} />
      <FailureNotice failure={stay.visit.failure.value ?? stay.failure.value} />
      <Devices preview={devices} />
      <NameChange visit={visit} stay={stay} />
      <Sharing
        shared={visit.share_attendance}
        done={words.consent.saved}
        save={(share) => stay.consent(share)}
      />
      <p>
        <button type="button" class="button button-quiet" onClick={() => void stay.leave()}>
          {text.notNow}
        </button>
      </p>
    </Frame>
  );
}

function Reassurance({ visit }: { visit: Visit }) {
  const text = words.waiting;
  const when = visit.session && spokenMoment(visit.session.starts_at, ownZone(), Date.now());
  return (
    <Notice tone={visit.started ? "good" : "info"} role="status" icon="clock">
      <p>{visit.started ? text.started : when ? text.starts(when) : text.notStarted}</p>
      {visit.new_device ? <p>{text.newDevice}</p> : null}
      <p>{text.live}</p>
    </Notice>
  );
}

function NameChange({ visit, stay }: { visit: Visit; stay: Stay }) {
  const text = words.waiting;
  const typed = useSignal(visit.display_name);
  const error = useSignal<string | undefined>(undefined);
  const saved = useSignal<string | undefined>(undefined);
  const submit = async () => {
    const problem = await stay.rename(typed.value);
    const told = { missing: words.nameMissing, "too-long": words.nameTooLong, failed: undefined };
    error.value = problem && told[problem];
    saved.value = problem ? undefined : text.nameSaved(typed.value.trim());
  };
  return (
    <details class="aside-card">
      <summary>{text.changeName}</summary>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field id="display-name" label={words.nameLabel} hint={words.nameHint} error={error.value}>
          {(described) => (
            <input
              {...described}
              autocomplete="given-name"
              value={typed.value}
              onInput={(event) => (typed.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="button">
          {text.saveName}
        </button>
        <p role="status">{saved.value}</p>
      </form>
    </details>
  );
}
