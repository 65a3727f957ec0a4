// DPoP: tokens that are bound to a key (RFC 9449). The key is generated when it is switched on.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import type { SigningAlgorithm } from "../../bindings/SigningAlgorithm";
import { fieldsOf, isOAuth } from "../../form/fields";
import { takeKey } from "../../form/keyFiles";
import { notesOf } from "../../form/state";
import { asFailure, core } from "../../ipc";
import { Checkbox } from "../../parts/Checkbox";
import { Select } from "../../parts/Select";
import { texts } from "../../texts";
import { failureText, noteText } from "../coreText";
import { type OAuthProps, fieldProps } from "./fieldProps";
import { useKeyDescription } from "./keyDescription";
import { KeyField } from "./KeyField";

export function DpopFields({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const failure = useSignal<string | null>(null);
  const description = useKeyDescription(on, fields, "dpop_key");
  const turn = async (isOn: boolean) => {
    failure.value = null;
    controller.changeOAuth(environment, { dpop: isOn });
    if (!isOn || fields.dpop_key.kind !== "blank") return;
    try {
      const made = await core.generateKey("p256");
      // A key may have been chosen in the meantime.
      const now = fieldsOf(controller.form.peek().draft, environment);
      if (isOAuth(now) && now.dpop_key.kind === "blank") takeKey(controller, environment, "dpop_key", { read: "key", ...made });
    } catch (error) {
      failure.value = failureText(asFailure(error));
    }
  };
  const algorithms = (description?.algorithms ?? []) as readonly SigningAlgorithm[];
  return (
    <>
      <Checkbox id={`${environment}-dpop`} label={form.fields.dpop} hint={failure.value ?? noteText(notesOf(controller.form.value, environment, "dpop", null)) ?? form.dpopHint} checked={fields.dpop} onCheck={(isOn) => void turn(isOn)} />
      {fields.dpop && (
        <>
          <KeyField {...on} fields={fields} purpose="dpop_key" description={description} label={form.fields.dpop_key} hint={form.keys.dpopHint} required />
          {algorithms.length > 1 && (
            <Select<SigningAlgorithm | "">
              id={fieldProps(on, "dpop_alg").id}
              label={form.fields.dpop_alg}
              error={fieldProps(on, "dpop_alg").error}
              value={fields.dpop_algorithm ?? ""}
              options={[{ value: "" as const, text: form.keys.usual(algorithms[0]) }, ...algorithms.map((value) => ({ value, text: value }))]}
              onChoose={(value) => controller.changeOAuth(environment, { dpop_algorithm: value === "" ? null : value })}
            />
          )}
        </>
      )}
    </>
  );
}
