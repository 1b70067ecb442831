import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { groups } from "../../src/api/staff";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { Loaded } from "../../src/ui/Loading";
import { Title } from "../../src/ui/Title";
import { Concerns } from "../Concerns";
import { useTopics } from "../live";
import { NotFound } from "./NotFound";

interface MemberConcernsProps {
  group: string;
  referral: string;
}

/** What gives cause for concern about a member, for the facilitators of their group. */
export function MemberConcerns({ group, referral }: MemberConcernsProps) {
  const detail = useMemo(() => resource(() => groups.one(group)), [group]);
  useTopics(detail, "groups");
  return (
    <Loaded of={detail}>
      {({ name, roster }) => {
        const member = roster.find((line) => line.referral_id === referral);
        if (!member) return <NotFound />;
        return (
          <>
            <Title page={words.titled(member.full_name)}>{member.full_name}</Title>
            <p>
              <Link href={`/groups/${group}`}>{words.concerns.back(name)}</Link>
            </p>
            <Concerns referral={referral} changed={() => undefined} />
          </>
        );
      }}
    </Loaded>
  );
}
