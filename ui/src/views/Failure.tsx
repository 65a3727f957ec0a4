// A failure: what happened, in the user's language, and details that only the core has, in English.
import type { JSX } from "preact";

import type { Failure } from "../bindings/Failure";
import { Notice } from "../parts/Notice";
import { failureDetail, failureText } from "./coreText";

export function FailureNotice({ failure }: { failure: Failure }): JSX.Element {
  const detail = failureDetail(failure);
  return (
    <Notice tone="danger" role="alert" title={failureText(failure)}>
      {detail !== null && (
        <p class="secondary wrap" lang="en">
          {detail}
        </p>
      )}
    </Notice>
  );
}
