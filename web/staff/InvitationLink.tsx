import { words } from "../src/strings/staff";
import { CopyButton } from "../src/ui/CopyButton";

interface InvitationLinkProps {
  said: string;
  hint: string;
  label: string;
  copy: string;
  url: string;
}

/** A link made a moment ago, to hand to whom it is for. */
export function InvitationLink({ said, hint, label, copy, url }: InvitationLinkProps) {
  return (
    <div class="notice notice-good" role="status">
      <div>
        <p>
          <strong>{said}</strong>
        </p>
        <p>{hint}</p>
        <input class="link-text" readOnly aria-label={label} value={url} />
        <CopyButton text={url} label={copy} copied={words.doorLink.copied} failed={words.doorLink.copyFailed} />
      </div>
    </div>
  );
}
