import { useSignal } from "@preact/signals";
import { Icon } from "./Icon";

interface CopyButtonProps {
  text: string;
  label: string;
  copied: string;
  /** Said when the browser does not allow copying; the text stands beside the button then. */
  failed: string;
}

/** Copies one thing with one press and says whether that worked. */
export function CopyButton({ text, label, copied, failed }: CopyButtonProps) {
  const said = useSignal<string | undefined>(undefined);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = copied;
    } catch {
      said.value = failed;
    }
  };
  return (
    <span class="copy">
      <button type="button" class="button" onClick={() => void copy()}>
        <Icon name="copy" />
        {label}
      </button>
      <span role="status">{said.value}</span>
    </span>
  );
}
