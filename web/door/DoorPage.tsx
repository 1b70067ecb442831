import { useEffect, useMemo } from "preact/hooks";
import { door } from "../src/api/door";
import type { Look } from "../src/api/types";
import { usePolling } from "../src/live/browser";
import { words } from "../src/strings/door";
import { nameList, ownZone, spokenMoment } from "../src/time/when";
import { Choice, Field } from "../src/ui/Field";
import { Icon } from "../src/ui/Icon";
import { Loaded } from "../src/ui/Loading";
import { FailureNotice } from "../src/ui/Notice";
import { Title } from "../src/ui/Title";
import { Arrival, isUnknownLink } from "./arrival";
import { Frame } from "./Frame";
import { rememberJoin } from "./join-time";
import { KindPage } from "./KindPage";
import { Sharing } from "./Sharing";

/** `/d/{token}`: reads, changes nothing by itself, and has one big Join. */
export function DoorPage({ token }: { token: string }) {
  const arrival = useMemo(() => new Arrival(token, door, goOn), [token]);
  usePolling(arrival.look);
  // The room's code comes while they read.
  useEffect(() => void import("../call/CallView").catch(() => undefined), []);
  if (isUnknownLink(arrival.look.failure.value)) return <KindPage {...words.unknownLink} />;
  return (
    <Frame>
      <Loaded of={arrival.look}>{(look) => <Greeting arrival={arrival} look={look} />}</Loaded>
    </Frame>
  );
}

function goOn(path: string): void {
  rememberJoin(sessionStorage, Date.now());
  location.replace(path);
}

function Greeting({ arrival, look }: { arrival: Arrival; look: Look }) {
  const open = arrival.joinable();
  return (
    <>
      <Title page={words.title.door}>{words.hello(look.greeting_name)}</Title>
      <p class="lead">{words.withWhom(look.organisation_name, nameList(look.facilitator_names))}</p>
      <When look={look} />
      {open ? <JoinForm arrival={arrival} /> : null}
      <p class="privacy">
        <Icon name="lock" />
        <span>{words.privacy}</span>
      </p>
      <Sharing
        shared={arrival.shared()}
        done={open ? words.consent.savedOnJoin : words.consent.saved}
        save={(share) => arrival.answer(share)}
      />
    </>
  );
}

function When({ look }: { look: Look }) {
  const { state, session } = look.sessions;
  const when = session ? spokenMoment(session.starts_at, ownZone(), Date.now()) : undefined;
  return (
    <div class={state === "started" ? "when when-now" : "when"} role="status">
      <Icon name="clock" />
      <div>
        <Sentence state={state} when={when} />
      </div>
    </div>
  );
}

function Sentence({ state, when }: { state: Look["sessions"]["state"]; when: string | undefined }) {
  const said = words.state;
  if (state === "over") return <Two first={said.over} then={said.overAdvice} />;
  if (state === "started") return <p>{said.started}</p>;
  if (when === undefined) return <p>{said.betweenUnknown}</p>;
  if (state === "between") return <Two first={said.between(when)} then={said.betweenAdvice} />;
  return <p>{state === "open" ? said.open(when) : said.early(when)}</p>;
}

const Two = ({ first, then }: { first: string; then: string }) => (
  <>
    <p>
      <strong>{first}</strong>
    </p>
    <p>{then}</p>
  </>
);

function JoinForm({ arrival }: { arrival: Arrival }) {
  const problem = arrival.nameProblem.value;
  const error = problem && (problem === "missing" ? words.nameMissing : words.nameTooLong);
  const joining = arrival.joining.value;
  return (
    <form
      class="join"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void arrival.join();
      }}
    >
      <Field id="display-name" label={words.nameLabel} hint={words.nameHint} error={error}>
        {(described) => (
          <input
            {...described}
            name="display_name"
            autocomplete="given-name"
            value={arrival.name()}
            onInput={(event) => arrival.typeName(event.currentTarget.value)}
          />
        )}
      </Field>
      <FailureNotice failure={arrival.failure.value} />
      <button type="submit" class="button button-main button-huge" aria-disabled={joining}>
        <Icon name="door" />
        {joining ? words.joining : words.join}
      </button>
      <details class="party">
        <summary>{words.partySummary}</summary>
        <Choice
          name="party"
          legend={words.partyLegend}
          chosen={arrival.party.value === 2 ? "2" : "1"}
          options={[
            ["1", words.partyOne],
            ["2", words.partyTwo],
          ]}
          choose={(value) => (arrival.party.value = value === "2" ? 2 : 1)}
        />
      </details>
    </form>
  );
}
