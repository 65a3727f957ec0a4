// Whether tokens are kept between starts, and forgetting all of them.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { choose, preferences } from "../../app/session";
import { toast } from "../../app/toasts";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Checkbox } from "../../parts/Checkbox";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import { Section } from "./Section";

export function TokenSection(): JSX.Element {
  const labels = texts.value.tokens.settings;
  const failure = useSignal<string | null>(null);
  const forgetAll = async () => {
    failure.value = null;
    try {
      await core.forgetAllTokens();
      toast(labels.forgotten);
    } catch (error) {
      failure.value = failureText(asFailure(error));
    }
  };
  return (
    <Section title={labels.title} lead={labels.lead} actions={<Button onClick={() => void forgetAll()}>{labels.forgetAll}</Button>}>
      <Checkbox id="keep-tokens" label={labels.keep} checked={preferences.value.keep_tokens} onCheck={(keep) => void choose({ keep_tokens: keep })} />
      <p class="secondary">{labels.keepHint}</p>
      {failure.value !== null && <Notice tone="danger" role="alert" title={failure.value} />}
    </Section>
  );
}
