import { useEffect, useMemo } from "preact/hooks";
import { caseload } from "../src/api/staff";
import type { Named } from "../src/api/types";
import { resource } from "../src/live/resource";
import { me } from "./me";

/** The other link workers of the organisation; none until they are known. */
export function useColleagues(): Named[] {
  const colleagues = useMemo(() => resource(caseload.colleagues), []);
  useEffect(() => void colleagues.refresh(), []);
  const all = colleagues.value.value?.items ?? [];
  return all.filter(({ id }) => id !== me.value?.id);
}
