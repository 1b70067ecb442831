import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Form } from "../form/form";
import { FailureNotice } from "./Notice";

interface FormFrameProps<V extends object> {
  form: Form<V>;
  submit: string;
  submitting?: string;
  /** Names the form for screen readers where a page has more than one. */
  label?: string;
  children: ComponentChildren;
  aside?: ComponentChildren;
}

/** A form that never loses what was typed and moves the focus to its first error. */
export function FormFrame<V extends object>(props: FormFrameProps<V>) {
  const { form, submit, submitting, label, children, aside } = props;
  const element = useRef<HTMLFormElement>(null);
  const refusals = form.refusals.value;
  useEffect(() => {
    if (refusals === 0) return;
    const wrong = element.current?.querySelector<HTMLElement>("[aria-invalid], .field-wrong input");
    wrong?.focus();
  }, [refusals]);
  return (
    <form
      ref={element}
      noValidate
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      {children}
      <FailureNotice failure={form.failure.value} />
      <div class="actions">
        <button type="submit" class="button button-main" aria-disabled={form.busy.value}>
          {form.busy.value ? (submitting ?? submit) : submit}
        </button>
        {aside}
      </div>
    </form>
  );
}
