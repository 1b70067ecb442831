import { useEffect } from "preact/hooks";
import { Redirect, Route, Switch, useLocation } from "wouter-preact";
import type { Me } from "../src/api/types";
import { Loading } from "../src/ui/Loading";
import { FailureNotice } from "../src/ui/Notice";
import { homeFor } from "./home";
import { Shell } from "./Shell";
import { askWhoIAm, me, unreachable } from "./me";
import { Audit } from "./pages/Audit";
import { Directory } from "./pages/Directory";
import { Group } from "./pages/Group";
import { Groups } from "./pages/Groups";
import { MemberConcerns } from "./pages/MemberConcerns";
import { NewGroup } from "./pages/NewGroup";
import { NotFound } from "./pages/NotFound";
import { Outbox } from "./pages/Outbox";
import { PartnerInvitation } from "./pages/PartnerInvitation";
import { Partners } from "./pages/Partners";
import { Patient } from "./pages/Patient";
import { Prescribe } from "./pages/Prescribe";
import { Prescription } from "./pages/Prescription";
import { Prescriptions } from "./pages/Prescriptions";
import { Referral } from "./pages/Referral";
import { Referrals } from "./pages/Referrals";
import { Session } from "./pages/Session";
import { SignIn } from "./pages/SignIn";
import { Team } from "./pages/Team";
import { Today } from "./pages/Today";
import { UnmetDemand } from "./pages/UnmetDemand";
import { Welcome } from "./pages/Welcome";

/** Everyone but the patient: signed in with an account, or signing in. */
export function Staff() {
  const [path] = useLocation();
  useEffect(() => void askWhoIAm(), []);
  if (path === "/welcome") return <Welcome />;
  if (path === "/partner") return <PartnerInvitation />;
  const who = me.value;
  if (who === null) return <SignIn />;
  if (who === undefined) return <Asking />;
  return (
    <Shell who={who}>
      <Pages key={path} who={who} />
    </Shell>
  );
}

function Asking() {
  return (
    <main class="plain">
      {unreachable.value ? <FailureNotice failure={unreachable.value} /> : <Loading />}
    </main>
  );
}

/** The key above gives every address its own page, so that none shows another's rows for a moment. */
function Pages({ who }: { who: Me }) {
  const home = homeFor(who.roles);
  return (
    <Switch>
      <Route path="/">
        <Redirect to={home} replace />
      </Route>
      <Route path="/sign-in">
        <Redirect to={home} replace />
      </Route>
      <Route path="/prescribe" component={Prescribe} />
      <Route path="/patients/:id">{({ id }) => <Patient id={id} />}</Route>
      <Route path="/prescriptions" component={Prescriptions} />
      <Route path="/prescriptions/:id">{({ id }) => <Prescription id={id} />}</Route>
      <Route path="/referrals" component={Referrals} />
      <Route path="/referrals/:id">{({ id }) => <Referral id={id} />}</Route>
      <Route path="/groups" component={Groups} />
      <Route path="/groups/new" component={NewGroup} />
      <Route path="/groups/:id">{({ id }) => <Group id={id} />}</Route>
      <Route path="/groups/:group/concerns/:referral">
        {({ group, referral }) => <MemberConcerns group={group} referral={referral} />}
      </Route>
      <Route path="/unmet-demand" component={UnmetDemand} />
      <Route path="/directory" component={Directory} />
      <Route path="/today" component={Today} />
      <Route path="/sessions/:id">{({ id }) => <Session id={id} />}</Route>
      <Route path="/staff" component={Team} />
      <Route path="/partners" component={Partners} />
      <Route path="/audit" component={Audit} />
      <Route path="/outbox" component={Outbox} />
      <Route component={NotFound} />
    </Switch>
  );
}
