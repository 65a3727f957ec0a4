// Whether the list can be limited to those for which a user has to sign in.
import { useEffect, useRef, useState } from "preact/hooks";

import { view } from "../../app/listPosition";
import { changes } from "../../app/session";
import type { ListPage } from "../../bindings/ListPage";
import { core } from "../../ipc";
import { isAnyNeeded } from "../../app/signInNeeded";

/** Whether that is offered: not where it would find nothing, and for the rest of the visit once it was, so that it never takes the focus with it. */
export function useOnlyNeeded(page: ListPage | null): boolean {
  const [isNeeded, setNeeded] = useState(false);
  const offered = useRef(false);
  offered.current ||= view.value.sign_in_needed || isNeeded || page?.rows.some((row) => row.sign_in_needed !== undefined) === true;
  // Those of other pages, and those that the filter hides, aren't among the rows.
  useEffect(() => {
    if (offered.current) return;
    // The list says what fails.
    core.summary().then((summary) => setNeeded(isAnyNeeded(summary)), () => undefined);
  }, [changes.value]);
  return offered.current;
}
