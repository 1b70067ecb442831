import { signal, type ReadonlySignal } from "@preact/signals";
import { fieldErrors, type Failure, type Reply } from "../api/reply";

export type Errors = Record<string, string>;

/** One form's state. What was typed stays until the page goes, whatever the server answers. */
export interface Form<V extends object> {
  readonly values: ReadonlySignal<V>;
  readonly errors: ReadonlySignal<Errors>;
  /** A failure that belongs to no field. */
  readonly failure: ReadonlySignal<Failure | undefined>;
  readonly busy: ReadonlySignal<boolean>;
  /** Counts refused attempts, so that the page can move the focus to the first error. */
  readonly refusals: ReadonlySignal<number>;
  set<K extends keyof V>(field: K, value: V[K]): void;
  submit(): Promise<void>;
}

export interface FormPlan<V extends object, R> {
  initial: V;
  /** Errors we can tell without asking the server, by field. */
  check(values: V): Errors;
  send(values: V): Promise<Reply<R>>;
  done(result: R, values: V): void;
}

export function form<V extends object, R>(plan: FormPlan<V, R>): Form<V> {
  const values = signal(plan.initial);
  const errors = signal<Errors>({});
  const failure = signal<Failure | undefined>(undefined);
  const busy = signal(false);
  const refusals = signal(0);

  /** `why` is what the fields do not say. */
  function refuse(found: Errors, why?: Failure): void {
    errors.value = found;
    failure.value = why;
    refusals.value += 1;
  }

  async function submit(): Promise<void> {
    if (busy.value) return;
    const found = plan.check(values.value);
    if (Object.keys(found).length > 0) return refuse(found);
    busy.value = true;
    const reply = await plan.send(values.value);
    busy.value = false;
    if (!reply.ok) {
      const told = fieldErrors(reply.failure);
      const own = byOwnNames(told, values.value);
      const all = Object.keys(told).length;
      return refuse(own, all > 0 && Object.keys(own).length === all ? undefined : reply.failure);
    }
    errors.value = {};
    failure.value = undefined;
    plan.done(reply.value, values.value);
  }

  function set<K extends keyof V>(field: K, value: V[K]): void {
    values.value = { ...values.value, [field]: value };
    errors.value = Object.fromEntries(Object.entries(errors.value).filter(([name]) => name !== field));
  }

  return { values, errors, failure, busy, refusals, set, submit };
}

/**
 * The server says `patient.full_name` or `patient.guardian.name`; the form's field is `full_name` or
 * `guardian_name`. A field the form does not have stays out.
 */
function byOwnNames(found: Errors, values: object): Errors {
  const own: Errors = {};
  for (const [path, message] of Object.entries(found)) {
    const parts = path.split(/[./]/);
    const pairs = parts.slice(1).map((part, before) => `${parts[before] ?? ""}_${part}`);
    const name = [...pairs, ...parts].find((part) => part in values);
    if (name !== undefined) own[name] ??= message;
  }
  return own;
}
