// Extra parameters of one place: name, value, and whether the value is a secret.
import type { JSX } from "preact";

import type { ExtraDraft } from "../../bindings/ExtraDraft";
import type { ExtraPlace } from "../../bindings/ExtraPlace";
import type { ExtraValueDraft } from "../../bindings/ExtraValueDraft";
import type { Field } from "../../bindings/Field";
import { Button, IconButton } from "../../parts/Button";
import { Checkbox } from "../../parts/Checkbox";
import { Icon } from "../../parts/Icon";
import { TextField } from "../../parts/TextField";
import { count, texts } from "../../texts";
import { bound } from "./bound";
import type { OAuthProps } from "./OAuthFields";
import { Secret } from "./Secret";

const FIELD: Record<ExtraPlace, Field> = { body: "extra_body", header: "extra_headers", query: "extra_query" };

interface Props extends OAuthProps {
  place: ExtraPlace;
}

export function Extras({ place, fields, ...on }: Props): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const put = (extras: ExtraDraft[]) => controller.changeOAuth(environment, { extras });
  const add = () => put([...fields.extras, { slot: crypto.randomUUID(), place, name: "", value: { kind: "plain", text: "" } }]);
  return (
    <fieldset class="group">
      <legend class="group-title">
        {form.fields[FIELD[place]]} <span class="field-aside">{form.optional}</span>
      </legend>
      {fields.extras
        .filter((extra) => extra.place === place)
        .map((extra, index) => (
          <Extra
            key={extra.slot}
            {...on}
            fields={fields}
            extra={extra}
            index={index}
            onChange={(changes) => put(fields.extras.map((other) => (other.slot === extra.slot ? { ...other, ...changes } : other)))}
            onRemove={() => put(fields.extras.filter((other) => other.slot !== extra.slot))}
          />
        ))}
      <Button weight="quiet" icon="plus" onClick={add}>
        {form.extras[place].add}
      </Button>
    </fieldset>
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
  const { id, error, onLeave } = bound(on, FIELD[extra.place], index);
  const words = extras[extra.place];
  const number = count(index + 1);
  return (
    <div class="extra">
      <div class="group-row">
        <TextField id={`${id}-name`} label={words.name(number)} mono value={extra.name} onText={(name) => onChange({ name })} onLeave={onLeave} />
        <Value {...on} id={`${id}-value`} label={words.value(number)} extra={extra} onChange={onChange} onLeave={onLeave} />
        <IconButton icon="remove" label={words.remove(number)} onClick={onRemove} />
      </div>
      <Checkbox
        id={`${id}-secret`}
        label={texts.value.form.extraSecret}
        said={words.secret(number)}
        checked={extra.value.kind === "secret"}
        onCheck={(secret) => onChange({ value: remarked(extra.value, secret) })}
      />
      {error && (
        <p class="field-error" role="status">
          <Icon name="alert" /> <span>{error}</span>
        </p>
      )}
    </div>
  );
}

/** The value when its mark changes: what was typed stays, a stored secret never becomes readable. */
function remarked(value: ExtraValueDraft, secret: boolean): ExtraValueDraft {
  if (secret) return { kind: "secret", input: value.kind === "plain" && value.text !== "" ? { kind: "typed", text: value.text } : { kind: "blank" } };
  return { kind: "plain", text: value.kind === "secret" && value.input.kind === "typed" ? value.input.text : "" };
}

type ValueProps = Omit<ExtraProps, "index" | "onRemove" | "fields"> & { id: string; label: string; onLeave: () => void };

function Value({ extra, onChange, id, label, onLeave, ...on }: ValueProps): JSX.Element {
  if (extra.value.kind === "secret") {
    return (
      <Secret {...on} id={id} label={label} field={{ field: "extra", slot: extra.slot }} input={extra.value.input} onLeave={onLeave} />
    );
  }
  return (
    <TextField id={id} label={label} mono value={extra.value.text} onText={(text) => onChange({ value: { kind: "plain", text } })} onLeave={onLeave} />
  );
}
