import type { ComponentChildren } from "preact";
import type { Failure } from "../api/reply";
import { failureWords } from "../strings/words";
import { Icon, type IconName } from "./Icon";

type Tone = "info" | "good" | "warn" | "bad";

const ICONS: Record<Tone, IconName> = { info: "clock", good: "check", warn: "warning", bad: "warning" };

interface NoticeProps {
  tone: Tone;
  /** `alert` interrupts a screen reader; keep it for what the person must know now. */
  role?: "status" | "alert";
  icon?: IconName;
  children: ComponentChildren;
}

export function Notice({ tone, role, icon, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={role}>
      <Icon name={icon ?? ICONS[tone]} />
      <div>{children}</div>
    </div>
  );
}

/** What went wrong, in words; nothing while all is well. */
export function FailureNotice({ failure }: { failure: Failure | undefined }) {
  if (!failure) return null;
  return (
    <Notice tone={failure.kind === "problem" ? "bad" : "warn"} role="alert">
      {failureWords(failure)}
    </Notice>
  );
}
