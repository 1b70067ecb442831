import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { sessions } from "../../src/api/staff";
import type { SessionRow } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { ownZone, spokenMoment } from "../../src/time/when";
import { Icon } from "../../src/ui/Icon";
import { Loaded } from "../../src/ui/Loading";
import { FailureNotice } from "../../src/ui/Notice";
import { ReasonDialog } from "../../src/ui/ReasonDialog";
import { Title } from "../../src/ui/Title";
import { SessionBadge } from "../badges";
import { Hosting } from "../hosting";
import { HostRoom } from "../HostRoom";
import { useTopics } from "../live";
import { has } from "../me";
import { PeoplePanel } from "../PeoplePanel";
import { RegisterPanel } from "../RegisterPanel";

const text = words.session;

/** The room, its people and its register on one page. */
export function Session({ id }: { id: string }) {
  const host = useMemo(() => new Hosting(id, sessions), [id]);
  useTopics(host.session, "sessions", `session:${id}`);
  return (
    <Loaded of={host.session}>
      {(session) => (
        <>
          <Head session={session} host={host} />
          <FailureNotice failure={host.failure.value} />
          <Body session={session} host={host} />
        </>
      )}
    </Loaded>
  );
}

interface PartProps {
  session: SessionRow;
  host: Hosting;
}

function Body({ session, host }: PartProps) {
  const { state, id } = session;
  if (state === "cancelled") return null;
  if (state === "closed") return <RegisterPanel id={id} />;
  if (!has("facilitator")) return <p>{words.register.open}</p>;
  const open = state !== "scheduled";
  return (
    <div class={open ? "host host-open" : "host"}>
      {open ? <HostRoom host={host} /> : null}
      <PeoplePanel id={id} host={host} open={open} />
    </div>
  );
}

function Head({ session, host }: PartProps) {
  return (
    <>
      <div class="page-head">
        <div>
          <Title page={words.titled(session.group.name)}>{session.group.name}</Title>
          <p class="row-note moment">{spokenMoment(session.starts_at, ownZone(), Date.now())}</p>
        </div>
        <SessionBadge state={session.state} />
      </div>
      <p role="status">{text.hints[session.state]}</p>
      {has("facilitator") ? <Steps session={session} host={host} /> : null}
    </>
  );
}

/** The one next step stands out: open the room, start, close. */
function Steps({ session, host }: PartProps) {
  const closing = useSignal(false);
  const { state } = session;
  if (state === "closed" || state === "cancelled") return null;
  return (
    <div class="actions">
      {state === "scheduled" ? (
        <button type="button" class="button button-main" onClick={() => void host.openRoom()}>
          <Icon name="door" />
          {text.openRoom}
        </button>
      ) : null}
      {state === "preparing" ? (
        <button type="button" class="button button-main" onClick={() => void host.start()}>
          {text.start}
        </button>
      ) : null}
      {state === "started" ? (
        <button type="button" class="button" onClick={() => (closing.value = true)}>
          {text.close}
        </button>
      ) : null}
      {closing.value ? (
        <ReasonDialog
          title={text.closeTitle}
          body={text.closeBody}
          confirm={text.closeConfirm}
          cancel={text.keepOpen}
          act={() => host.close()}
          close={() => (closing.value = false)}
        />
      ) : null}
    </div>
  );
}
