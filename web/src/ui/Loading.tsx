import type { ComponentChildren } from "preact";
import type { Resource } from "../live/resource";
import { shared } from "../strings/words";
import { FailureNotice } from "./Notice";

/** Said, not only turned: a wait is words. */
export function Loading() {
  return (
    <p class="loading" role="status">
      {shared.loading}
    </p>
  );
}

interface LoadedProps<T> {
  of: Resource<T>;
  children: (value: T) => ComponentChildren;
}

/** A resource's last good value, with a word above it when the last refetch failed. */
export function Loaded<T>({ of, children }: LoadedProps<T>) {
  const value = of.value.value;
  const failure = of.failure.value;
  return (
    <>
      <FailureNotice failure={failure} />
      {value !== undefined ? children(value) : failure ? null : <Loading />}
    </>
  );
}
