import { useEffect, useMemo } from "preact/hooks";
import type { CallViewProps } from "../call/CallView";
import { door } from "../src/api/door";
import type { Visit } from "../src/api/types";
import { browserFeed } from "../src/live/browser";
import { browserCapture } from "../src/media/capture";
import { preview, type Preview } from "../src/media/preview";
import { LISTEN_ONLY, rememberedWanted, rememberWanted, type Wanted } from "../src/media/wanted";
import { words } from "../src/strings/door";
import { ownZone, spokenMoment } from "../src/time/when";
import { later } from "../src/ui/later";
import { Loading } from "../src/ui/Loading";
import { FailureNotice } from "../src/ui/Notice";
import { Title } from "../src/ui/Title";
import { Frame } from "./Frame";
import { rememberedJoin } from "./join-time";
import { KindPage } from "./KindPage";
import { Stay, type Screen } from "./stay";
import { WaitingRoom } from "./WaitingRoom";

const loadRoom = () => import("../call/CallView").then((room) => room.CallView);
const CallView = later<CallViewProps>(loadRoom);
const remember = (wanted: Wanted) => rememberWanted(sessionStorage, wanted);

/** `/visit`: the waiting room, then the call, then goodbye; the server says which. */
export function VisitPage() {
  const stay = useMemo(() => new Stay(door, (ms, run) => setTimeout(run, ms)), []);
  const devices = useMemo(() => preview(browserCapture, rememberedWanted(sessionStorage), remember), []);
  useStream(stay);
  useEffect(() => void loadRoom().catch(() => undefined), []);
  const screen = stay.screen.value;
  const visit = stay.visit.value.value;
  useEffect(() => void stay.followUp(rememberedJoin(sessionStorage), Date.now()), [visit]);
  const inRoom = screen.kind === "admitted";
  useEffect(() => {
    if (inRoom) devices.release();
  }, [inRoom]);
  return <Shown key={screen.kind} screen={screen} stay={stay} devices={devices} />;
}

/** One stream per tab. A replaced tab lets go of it, or the two would replace each other for ever. */
function useStream(stay: Stay): void {
  const replaced = stay.replaced.value;
  const live = useMemo(() => browserFeed("/api/door/live", ["changed", "replaced"]), []);
  useEffect(() => {
    if (replaced) return;
    void stay.visit.refresh();
    return live.watch(stay.watcher);
  }, [live, stay, replaced]);
}

interface ShownProps {
  screen: Screen;
  stay: Stay;
  devices: Preview;
}

function Shown({ screen, stay, devices }: ShownProps) {
  switch (screen.kind) {
    case "loading":
      return (
        <Frame>
          <FailureNotice failure={stay.visit.failure.value} />
          <Loading />
        </Frame>
      );
    case "no-visit":
      return <KindPage {...words.noVisit} />;
    case "waiting":
      return <WaitingRoom visit={screen.visit} stay={stay} devices={devices} />;
    case "admitted":
      return <InTheRoom visit={screen.visit} stay={stay} devices={devices} />;
    case "replaced":
      return <KindPage {...words.replaced} children={<EnterButton stay={stay} label={words.replaced.useThis} />} />;
    case "left":
      return <Left stay={stay} />;
    case "early":
      return <Early visit={screen.visit} stay={stay} />;
    case "no_session":
      return <NoSession visit={screen.visit} />;
    case "ended":
      return <KindPage heading={words.ended.heading} body={words.ended.body} advice={words.ended.next} />;
    case "removed":
      return <KindPage {...words.removed} />;
  }
}

function InTheRoom({ stay, devices }: { visit: Visit; stay: Stay; devices: Preview }) {
  return (
    <main class="call-page">
      <div class="unseen">
        <Title page={words.title.call}>{words.title.call}</Title>
      </div>
      <CallView
        key={stay.calls.value}
        mediaToken={stay.mediaToken}
        wanted={devices.wanted.value ?? LISTEN_ONLY}
        remember={remember}
        ended={(why) => void stay.callEnded(why)}
      />
    </main>
  );
}

function EnterButton({ stay, label }: { stay: Stay; label: string }) {
  return (
    <>
      <FailureNotice failure={stay.failure.value} />
      <div class="actions">
        <button type="button" class="button button-main" onClick={() => void stay.enter()}>
          {label}
        </button>
      </div>
    </>
  );
}

function Left({ stay }: { stay: Stay }) {
  const { heading, body, back, fine } = words.left;
  return (
    <KindPage heading={heading} body={body}>
      <EnterButton stay={stay} label={back} />
      <p>{fine}</p>
    </KindPage>
  );
}

const moment = (visit: Visit): string | undefined =>
  visit.session ? spokenMoment(visit.session.starts_at, ownZone(), Date.now()) : undefined;

function Early({ visit, stay }: { visit: Visit; stay: Stay }) {
  const when = moment(visit);
  const { heading, body, advice, enter } = words.early;
  return (
    <KindPage heading={heading(visit.display_name)} body={when ? body(when) : words.state.betweenUnknown} advice={advice}>
      {visit.may_enter ? <EnterButton stay={stay} label={enter} /> : null}
    </KindPage>
  );
}

function NoSession({ visit }: { visit: Visit }) {
  const when = moment(visit);
  const { heading, body, advice } = words.noSession;
  return <KindPage heading={heading} body={when ? body(when) : words.state.betweenUnknown} advice={advice} />;
}
