import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { doorLinks, invitationAddress } from "../src/api/staff";
import { words } from "../src/strings/staff";
import { Icon } from "../src/ui/Icon";
import { FailureNotice } from "../src/ui/Notice";
import { ReasonDialog } from "../src/ui/ReasonDialog";
import { DoorLinkHolder } from "./door-link";

const text = words.doorLink;

interface DoorLinkProps {
  membership: string;
  patient: string;
}

/** Copies a patient's door link with one press, and makes a new one when the old went astray. */
export function DoorLink({ membership, patient }: DoorLinkProps) {
  const held = useMemo(
    () => new DoorLinkHolder(membership, doorLinks, (url) => navigator.clipboard.writeText(url)),
    [membership],
  );
  const asking = useSignal(false);
  return (
    <div class="door-link">
      <div class="actions">
        <button type="button" class="button" onClick={() => void held.copy()}>
          <Icon name="copy" />
          {text.copy}
          <span class="unseen">{text.of(patient)}</span>
        </button>
        <button type="button" class="button button-quiet" onClick={() => (asking.value = true)}>
          {text.reissue}
          <span class="unseen">{text.of(patient)}</span>
        </button>
        <a class="button button-quiet" href={invitationAddress(membership, "standard")} target="_blank" rel="noreferrer">
          {text.letter}
          <span class="unseen">{text.of(patient)}</span>
        </a>
        <a class="button button-quiet" href={invitationAddress(membership, "large")} target="_blank" rel="noreferrer">
          {text.largeLetter}
          <span class="unseen">{text.of(patient)}</span>
        </a>
      </div>
      <p role="status">{copiedWords(held.copied.value)}</p>
      {held.url.value ? (
        <input class="link-text" readOnly aria-label={text.linkOf(patient)} value={held.url.value} />
      ) : null}
      <FailureNotice failure={held.failure.value} />
      {asking.value ? (
        <ReasonDialog
          title={text.reissueTitle(patient)}
          body={text.reissueBody}
          confirm={text.reissue}
          act={() => held.reissue()}
          close={() => (asking.value = false)}
        />
      ) : null}
    </div>
  );
}

function copiedWords(copied: "yes" | "refused" | undefined): string | undefined {
  if (copied === undefined) return undefined;
  return copied === "yes" ? text.copied : text.copyFailed;
}
