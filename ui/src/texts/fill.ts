// Puts what a detail carries into its sentence.
import type { Detail } from "../bindings/Detail";

/** How a language writes what a sentence takes up. */
export interface Words {
  /** Words for values, by `name.value`. */
  values: Readonly<Partial<Record<string, string>>>;
  count: (value: number) => string;
  /** A moment given in UTC milliseconds. */
  moment: (ms: number) => string;
}

/** `kind` is the tag of a detail, so the kind of a body has another name in the data. */
const IN_DATA: Partial<Record<string, string>> = { kind: "found" };

/** Returns a template with each `{name}` replaced by the detail's field; one that the detail doesn't have stays. */
export function fill(template: string, detail: Detail, { values, count, moment }: Words): string {
  const fields = new Map<string, string | number>(Object.entries(detail));
  // In one pass: what a server wrote is never itself taken for a template.
  return template.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = fields.get(IN_DATA[name] ?? name);
    if (value === undefined) return whole;
    if (typeof value === "string") return values[`${name}.${value}`] ?? value;
    return name === "date" ? moment(value) : count(value);
  });
}
