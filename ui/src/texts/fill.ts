// Fills values into a message.

/** How a language writes the values in a message. */
export interface Words {
  /** Words for values, by `name.value`. */
  values: Readonly<Partial<Record<string, string>>>;
  count: (value: number) => string;
  /** Formats a time in UTC milliseconds. */
  moment: (ms: number) => string;
}

/** `kind` is the tag of the type `Detail`, so a body's kind has another name there. */
const IN_DATA: Partial<Record<string, string>> = { kind: "found" };

/** Returns a template with each `{name}` replaced by the value with that name. An unknown name stays as it is. */
export function fill(template: string, data: Readonly<Record<string, unknown>>, { values, count, moment }: Words): string {
  const fields = new Map(Object.entries(data));
  // In one pass, so that a server's text is never treated as a template.
  return template.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = fields.get(IN_DATA[name] ?? name);
    if (typeof value === "string") return values[`${name}.${value}`] ?? value;
    if (typeof value !== "number") return whole;
    if (name === "date") return moment(value);
    // A port is a name rather than a number.
    return name === "port" ? String(value) : count(value);
  });
}
