// A secret of the form: typed, or stored and revealed on request.
import type { JSX } from "preact";

import { vaultStatus } from "../../app/session";
import { announce } from "../../app/toasts";
import type { SecretField as SecretName } from "../../bindings/SecretField";
import type { SecretInput } from "../../bindings/SecretInput";
import { fieldsOf, secretKey, secretsOf, withSecret } from "../../form/fields";
import { asFailure, core } from "../../ipc";
import { SecretField } from "../../parts/SecretField";
import { moment, texts } from "../../texts";
import { failureText } from "../coreText";
import { type EnvironmentProps, tidyFieldAction } from "./fieldProps";

interface Props extends EnvironmentProps {
  id: string;
  label: string;
  field: SecretName;
  input: SecretInput;
  required?: boolean;
  aside?: string | undefined;
  hint?: string | undefined;
  error?: string | null;
  note?: string | null;
  onLeave?: () => void;
}

export function Secret({ controller, environment, field, input, label, hint, ...rest }: Props): JSX.Element {
  const { secrets } = texts.value.form;
  const { baseline, lastRevealedAt } = controller.form.value;
  const key = secretKey(field);
  const wasStored = secretsOf(fieldsOf(baseline, environment)).some((one) => secretKey(one.field) === key && one.input.kind === "stored");

  const put = (next: SecretInput) =>
    controller.changeFields(environment, withSecret(fieldsOf(controller.form.peek().draft, environment), field, next));
  const back = (): SecretInput => (wasStored ? { kind: "stored" } : { kind: "blank" });
  const typed = input.kind === "typed" ? input.text : "";
  const lastShown = lastRevealedAt[environment];
  const reveal = () =>
    core.reveal(baseline.id ?? "", environment, field).catch((error: unknown) => {
      controller.outside.note(asFailure(error));
      throw error;
    });
  const take = (text: string) => put(text === "" ? back() : { kind: "typed", text });
  return (
    <SecretField
      {...rest}
      // The core has no notes on extra parameters.
      action={field.field === "extra" ? undefined : tidyFieldAction({ controller, environment }, field.field, label, typed, take)}
      label={label}
      // Recorded for each environment, so it is shown once.
      hint={field.field === "extra" || lastShown === null ? hint : secrets.lastShown(moment(lastShown))}
      stored={input.kind === "stored"}
      text={typed}
      onText={take}
      // A vault that is locked or unlocked closes the eye, and ends the message that it was locked. Before the keyring was asked, it counts as open.
      version={`${baseline.revision}/${baseline.etag}/${vaultStatus.value?.state ?? "ready"}`}
      onReveal={reveal}
      onUndo={wasStored && input.kind !== "stored" ? () => put({ kind: "stored" }) : undefined}
      labels={{
        show: secrets.show(label),
        hide: secrets.hide(label),
        empty: texts.value.form.blockers.empty,
        undo: secrets.undo,
        undoOf: secrets.undoOf(label),
        stored: secrets.stored,
        lineBreaks: (where) => {
          announce(secrets.lineBreaks[where]);
          return secrets.lineBreaks[where];
        },
        failed: (error) => {
          const message = `${secrets.failed} ${failureText(asFailure(error))}`;
          announce(message);
          return message;
        },
      }}
    />
  );
}
