import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { partners } from "../../src/api/staff";
import type { Failure } from "../../src/api/reply";
import type { Me, PartnerInvitation as Invitation } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { shared } from "../../src/strings/words";
import { Loaded, Loading } from "../../src/ui/Loading";
import { FailureNotice, Notice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import { JoinForm } from "../JoinForm";
import { me, unreachable } from "../me";
import { SignInForm } from "../SignInForm";

const text = words.partnerInvitation;

/** `/partner#token`: an organisation is invited to work together. The token stays in the fragment. */
export function PartnerInvitation() {
  const token = location.hash.slice(1);
  return (
    <main class="plain">
      <p class="brand">{shared.appName}</p>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      {token ? <Invited token={token} /> : <Notice tone="warn">{text.noToken}</Notice>}
    </main>
  );
}

function Invited({ token }: { token: string }) {
  const invitation = useMemo(() => resource(() => partners.look(token)), [token]);
  const accepted = useSignal(false);
  useEffect(() => void invitation.refresh(), [invitation]);
  return (
    <Loaded of={invitation}>
      {(found) =>
        accepted.value ? (
          <Notice tone="good">
            <p>{text.accepted(found.by)}</p>
            <p>
              <Link href="/partners">{text.toPartners}</Link>
            </p>
          </Notice>
        ) : (
          <>
            <Terms of={found} />
            <Answer token={token} invitation={found} accepted={() => (accepted.value = true)} />
          </>
        )
      }
    </Loaded>
  );
}

function Terms({ of: { by, organisation, to_them, from_them } }: { of: Invitation }) {
  return (
    <>
      <p>
        <strong>{text.intro(by, organisation)}</strong>
      </p>
      {to_them ? <p>{text.theyRefer(by)}</p> : null}
      {from_them ? <p>{text.youRefer(by)}</p> : null}
      <p>{text.what}</p>
    </>
  );
}

interface AnswerProps {
  token: string;
  invitation: Invitation;
  accepted: () => void;
}

/** Whoever is signed in answers for their organisation; whoever is not says who they are first. */
function Answer({ token, invitation, accepted }: AnswerProps) {
  const who = me.value;
  if (who === undefined) return unreachable.value ? <FailureNotice failure={unreachable.value} /> : <Loading />;
  if (who) return <AcceptFor who={who} token={token} accepted={accepted} />;
  return (
    <>
      <details>
        <summary>{text.here}</summary>
        <SignInForm />
      </details>
      <details>
        <summary>{text.new}</summary>
        <p>{text.newIntro}</p>
        <JoinForm token={token} organisation={invitation.organisation} joined={accepted} />
      </details>
    </>
  );
}

function AcceptFor({ who, token, accepted }: { who: Me; token: string; accepted: () => void }) {
  const failure = useSignal<Failure | undefined>(undefined);
  const accept = async () => {
    const reply = await partners.accept(token);
    failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) accepted();
  };
  if (!who.roles.includes("administrator")) {
    return <Notice tone="warn">{text.askAdministrator(who.organisation.name)}</Notice>;
  }
  return (
    <>
      <FailureNotice failure={failure.value} />
      <p>
        <button type="button" class="button button-main" onClick={() => void accept()}>
          {text.acceptFor(who.organisation.name)}
        </button>
      </p>
    </>
  );
}
