import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Reply } from "../src/api/reply";
import { form, type Errors, type Form } from "../src/form/form";
import { FormFrame } from "../src/ui/FormFrame";
import { InvitationLink } from "./InvitationLink";

/** A link made a moment ago, and the sentence that says for whom. */
interface Made {
  said: string;
  url: string;
}

interface InviteProps<V extends object, R> {
  text: { invite: string; submit: string; link: string; linkHint: string; copy: string };
  initial: V;
  check: (values: V) => Errors;
  send: (values: V) => Promise<Reply<R>>;
  made: (result: R, values: V) => Made;
  /** The page shows who is invited. */
  invited: () => void;
  children: (draft: Form<V>) => ComponentChildren;
}

/** Asks whom to invite, and hands out the link; what was filled in then makes room for the next. */
export function Invite<V extends object, R>({ text, children, ...plan }: InviteProps<V, R>) {
  const last = useSignal<Made | undefined>(undefined);
  const draft = useMemo(
    () =>
      form<V, R>({
        ...plan,
        done(result, values) {
          last.value = plan.made(result, values);
          for (const field of Object.keys(plan.initial) as (keyof V)[]) draft.set(field, plan.initial[field]);
          plan.invited();
        },
      }),
    [],
  );
  return (
    <section class="narrow" aria-labelledby="invite">
      <h2 id="invite">{text.invite}</h2>
      {last.value ? (
        <InvitationLink {...last.value} hint={text.linkHint} label={text.link} copy={text.copy} />
      ) : null}
      <FormFrame form={draft} submit={text.submit}>
        {children(draft)}
      </FormFrame>
    </section>
  );
}
