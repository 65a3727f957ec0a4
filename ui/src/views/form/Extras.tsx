// Extra parameters of one place: name, value, and whether the value is a secret.
import type { JSX } from "preact";

import type { ExtraDraft } from "../../bindings/ExtraDraft";
import type { ExtraPlace } from "../../bindings/ExtraPlace";
import type { ExtraValueDraft } from "../../bindings/ExtraValueDraft";
import type { Field } from "../../bindings/Field";
import { partOf } from "../../form/extras";
import { listProblem, shownProblem } from "../../form/state";
import { IconButton } from "../../parts/Button";
import { Checkbox } from "../../parts/Checkbox";
import { Group } from "../../parts/Group";
import { afterPress, hasGroupLostFocus } from "../../parts/focusEvents";
import { TextField } from "../../parts/TextField";
import { count, texts } from "../../texts";
import { problemText } from "../coreText";
import { type OAuthProps, fieldProps } from "./fieldProps";
import { Secret } from "./Secret";

const FIELD: Record<ExtraPlace, Field> = { body: "extra_body", header: "extra_headers", query: "extra_query", authorization: "extra_authorization" };

interface Props extends OAuthProps {
  place: ExtraPlace;
  hint?: string;
}

export function Extras({ place, hint, fields, ...on }: Props): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const problem = listProblem(controller.form.value, environment, FIELD[place]);
  const put = (extras: ExtraDraft[]) => controller.changeOAuth(environment, { extras });
  return (
    <Group
      title={form.fields[FIELD[place]]}
      aside={form.optional}
      {...(hint === undefined ? {} : { hint })}
      error={problem && problemText(problem)}
      add={form.extras[place].add}
      onAdd={() => put([...fields.extras, { slot: crypto.randomUUID(), place, name: "", value: { kind: "plain", text: "" } }])}
      rows={fields.extras
        .filter((extra) => extra.place === place)
        .map((extra, index) => (remove) => (
          <Extra
            key={extra.slot}
            {...on}
            fields={fields}
            extra={extra}
            index={index}
            onChange={(changes) => put(fields.extras.map((other) => (other.slot === extra.slot ? { ...other, ...changes } : other)))}
            onRemove={() => remove(() => put(fields.extras.filter((other) => other.slot !== extra.slot)))}
          />
        ))}
    />
  );
}

interface ExtraProps extends OAuthProps {
  extra: ExtraDraft;
  index: number;
  onChange: (changes: Partial<ExtraDraft>) => void;
  onRemove: () => void;
}

function Extra({ extra, index, onChange, onRemove, fields: _fields, ...on }: ExtraProps): JSX.Element {
  const { extras } = texts.value.form;
  const { id, error, onLeave } = fieldProps(on, FIELD[extra.place], index);
  const problem = shownProblem(on.controller.form.value, on.environment, FIELD[extra.place], index);
  const part = problem && partOf(problem, extra);
  const labels = extras[extra.place];
  const number = count(index + 1);
  return (
    // A message that appears while the user moves to the next field of the row would move that field.
    <div class="group-item extra" onFocusOut={(event) => hasGroupLostFocus(event) && afterPress(onLeave)}>
      <div class="group-row">
        <TextField
          id={`${id}-name`}
          label={labels.name(number)}
          mono
          value={extra.name}
          error={part === "name" ? error : null}
          onText={(name) => onChange({ name })}
        />
        <Value
          {...on}
          id={`${id}-value`}
          label={labels.value(number)}
          extra={extra}
          error={part === "value" ? error : null}
          onChange={onChange}
        />
        <IconButton icon="remove" label={labels.remove(number)} onClick={onRemove} />
      </div>
      {(extra.place !== "authorization" || extra.value.kind === "secret") && (
        <Checkbox
          id={`${id}-secret`}
          label={texts.value.form.extraSecret}
          ariaLabel={labels.secret(number)}
          checked={extra.value.kind === "secret"}
          onCheck={(secret) => onChange({ value: remarked(extra.value, secret) })}
        />
      )}
    </div>
  );
}

/** Returns the value after it became secret or not: what was typed stays, a stored secret never becomes readable. */
function remarked(value: ExtraValueDraft, secret: boolean): ExtraValueDraft {
  if (secret) return { kind: "secret", input: value.kind === "plain" && value.text !== "" ? { kind: "typed", text: value.text } : { kind: "blank" } };
  return { kind: "plain", text: value.kind === "secret" && value.input.kind === "typed" ? value.input.text : "" };
}

type ValueProps = Omit<ExtraProps, "index" | "onRemove" | "fields"> & { id: string; label: string; error: string | null };

function Value({ extra, onChange, id, label, error, ...on }: ValueProps): JSX.Element {
  const field = { id, label, error };
  if (extra.value.kind === "secret") {
    return <Secret {...on} {...field} field={{ field: "extra", slot: extra.slot }} input={extra.value.input} />;
  }
  return <TextField {...field} mono value={extra.value.text} onText={(text) => onChange({ value: { kind: "plain", text } })} />;
}
