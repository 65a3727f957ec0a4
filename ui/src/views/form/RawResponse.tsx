// *Show raw response*: the body as it was received, on request, hidden again by the same rules as a secret field's eye.
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";

import { announce } from "../../app/toasts";
import type { RawResponseId } from "../../bindings/RawResponseId";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { useEye } from "../../parts/eye";
import { Icon } from "../../parts/Icon";
import { texts } from "../../texts";
import { failureText } from "../coreText";

export function RawResponse({ id }: { id: RawResponseId }): JSX.Element {
  const labels = texts.value.connect.exchange.raw;
  const warning = useId();
  const [failed, setFailed] = useState<string | null>(null);
  const showFailure = (error: unknown) => {
    const failure = asFailure(error);
    const message = failure.kind === "not_found" ? labels.gone : `${labels.failed} ${failureText(failure)}`;
    setFailed(message);
    announce(message);
  };
  const { open, revealed, press } = useEye({ stored: true, version: id, text: "", onReveal: () => core.rawResponse(id), onFail: showFailure });
  const isShown = open && revealed !== null;
  return (
    <div class="raw">
      <div class="raw-head">
        <Button
          icon={isShown ? "hide" : "show"}
          aria-describedby={warning}
          onClick={() => {
            setFailed(null);
            void press();
          }}
        >
          {isShown ? labels.hide : labels.show}
        </Button>
        <p class="secondary" id={warning}>
          {labels.warning}
        </p>
      </div>
      {failed !== null && (
        <p class="field-error">
          <Icon name="alert" /> <span>{failed}</span>
        </p>
      )}
      {isShown && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        <pre class="wire mono" tabIndex={0} role="region" aria-label={labels.title} dir="ltr">
          {revealed}
        </pre>
      )}
    </div>
  );
}
