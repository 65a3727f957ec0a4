// Labels and values for the differences between two versions.
import type { FieldDescription } from "../../bindings/FieldDescription";
import { FIELDS } from "../../bindings/fields";
import type { Difference, Side } from "../../form/differences";
import { texts } from "../../texts";

/** Returns the label of a field that differs, with its environment. */
export function differenceLabel({ environment, field }: Difference): string {
  const { form, environments } = texts.value;
  const fields: Record<string, string> = { ...form.fields, type: form.outside.type };
  const label = field.startsWith("secret_extra:") ? form.outside.secretExtra : (fields[field] ?? extraLabel(field));
  return environment === null ? label : `${environments[environment]} · ${label}`;
}

/** Returns the label of an extra parameter: its place and name. */
function extraLabel(field: string): string {
  const [, place, ...name] = field.split(":");
  const labels: Partial<Record<string, (name: string) => string>> = texts.value.form.stale.extras;
  return labels[place ?? ""]?.(name.join(":")) ?? field;
}

/** Whether a field's value is shown verbatim. */
export const isVerbatim = (field: string): boolean => field.startsWith("extra:") || VERBATIM.has(field);

const isText = ({ kind }: FieldDescription): boolean => kind === "text" || kind === "texts" || kind === "certificates";
const VERBATIM: ReadonlySet<string> = new Set(Object.values(FIELDS).flat().filter(isText).map(({ field }) => field));

/** Returns one side's value as text. */
export function sideText(field: string, side: Side): string {
  const { form } = texts.value;
  if ("secret" in side) {
    if (side.secret === "typed" || side.secret === "held") return form.stale.typed;
    if (side.secret === "other") return form.outside.otherSecret;
    return side.secret === "stored" ? form.stale.stored : form.stale.empty;
  }
  if (field.startsWith("secret_extra:")) return visible(extraLabel(side.text));
  const onOrOff = { true: form.stale.yes, false: form.stale.no };
  const options: Record<string, Record<string, string>> = {
    type: texts.value.types,
    grant: texts.value.grants,
    in: form.places,
    client_auth: form.clientAuthentications,
    basic_encoding: form.basicEncodings,
    request_format: form.requestFormats,
    scope_separator: form.scopeSeparators,
    accept_cleartext: onOrOff,
    dpop: onOrOff,
    client_id_in_body: onOrOff,
  };
  return options[field]?.[side.text] ?? (visible(side.text) || form.stale.empty);
}

/** Returns a text with invisible characters as code points, so that texts that look equal are equal. */
const visible = (text: string): string =>
  text.replaceAll(/[^\P{C}\n\t]|[\p{Default_Ignorable_Code_Point}\u2800]/gu, (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
