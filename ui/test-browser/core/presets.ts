// The presets of the fake core: the real data, and proposals for what the tests enter. The real core's rules aren't repeated here.
import data from "../../../crates/core/presets.json";
import type { ClientAuthentication } from "../../src/bindings/ClientAuthentication";
import type { OAuth2Draft } from "../../src/bindings/OAuth2Draft";
import type { Environment } from "../../src/bindings/Environment";
import type { ExtraDraft } from "../../src/bindings/ExtraDraft";
import type { Field } from "../../src/bindings/Field";
import type { PerEnvironment } from "../../src/bindings/PerEnvironment";
import type { Preset } from "../../src/bindings/Preset";
import type { PresetFilled } from "../../src/bindings/PresetFilled";
import type { PresetFilling } from "../../src/bindings/PresetFilling";
import type { Presets } from "../../src/bindings/Presets";
import type { ToEnter } from "../../src/bindings/ToEnter";
import type { VariableProblem } from "../../src/bindings/VariableProblem";
import { blankFields } from "./rules";

const ENVIRONMENTS: readonly Environment[] = ["staging", "production"];
/** What the core adds where the file leaves a member out. */
const LEFT_OUT = {
  issuer: null,
  variables: [],
  assertion_audience: null,
  assertion_certificate: false,
  client_certificate: false,
  request_format: null,
  grant_type_value: null,
  scope_separator: null,
  scopes: null,
  audience: null,
  resource: null,
  extra_body: [],
  extra_headers: [],
  extra_query: [],
  notes: [],
};

export const PRESETS = {
  unavailable: data.unavailable,
  presets: data.presets.map((preset) => {
    const whole = { ...LEFT_OUT, ...preset } as unknown as Preset;
    const isIn = (name: string, environment: Environment) => whole.token_url[environment].includes(`{${name}}`);
    const asked = (environment: Environment) =>
      whole.variables.map(({ name }) => name).filter((name) => isIn(name, environment) || !ENVIRONMENTS.some((other) => isIn(name, other)));
    return Object.assign(whole, { asked: { staging: asked("staging"), production: asked("production") } });
  }),
} as Presets;

type Values = Partial<Record<string, string>>;

const completed = (pattern: string, values: Values) => pattern.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => values[name]?.trim() ?? whole);

function problemsOf(preset: Preset, environment: Environment, values: Values): VariableProblem[] {
  return preset.asked[environment].flatMap((variable): VariableProblem[] => {
    const text = values[variable]?.trim() ?? "";
    if (text === "") return [{ variable, problem: "required" }];
    if (text.includes("://")) return [{ variable, problem: "scheme" }];
    const character = /[@?#\\% ]/u.exec(text)?.[0];
    return character === undefined ? [] : [{ variable, problem: "character", character: `\`${character}\`` }];
  });
}

function fill(preset: Preset, environment: Environment, values: Values, method: ClientAuthentication): PresetFilling {
  const asked = preset.asked[environment];
  if (asked.length > 0 && asked.every((name) => (values[name] ?? "").trim() === "")) return { result: "blank" };
  const problems = problemsOf(preset, environment, values);
  if (problems.length > 0) return { result: "invalid", problems };
  const signs = method.endsWith("_jwt");
  const audience = preset.assertion_audience === "issuer" && preset.issuer !== null ? completed(preset.issuer, values) : "";
  const extras = preset.extra_body.flatMap(({ name, value }, index): ExtraDraft[] =>
    value === null ? [] : [{ slot: `preset-${index}`, place: "body", name, value: { kind: "plain", text: completed(value, values) } }],
  );
  const draft: OAuth2Draft = {
    ...(blankFields("oauth2") as OAuth2Draft),
    token_url: completed(preset.token_url[environment], values),
    client_authentication: method,
    assertion_audience: signs ? audience : "",
    grant_type_value: preset.grant_type_value ?? "",
    extras,
  };
  const fields: [Field, boolean][] = [
    ["token_url", true],
    ["client_auth", true],
    ["assertion_audience", signs && preset.assertion_audience !== null],
    ["extra_body", extras.length > 0],
    ["grant_type_value", preset.grant_type_value !== null],
  ];
  return { result: "filled", proposal: { fields: fields.filter(([, is]) => is).map(([field]) => field), draft } };
}

function toEnter({ where: found, scopes }: Preset, method: ClientAuthentication): ToEnter[] {
  const entry = (field: Field, help: ToEnter["help"] | null | undefined, is: boolean): ToEnter[] =>
    is && help ? [{ field, name: null, help, example: null, is_required: true }] : [];
  return [
    ...entry("client_id", found.client_id, true),
    ...entry("client_secret", found.client_secret, method.startsWith("client_secret")),
    ...entry("private_key", found.private_key, method === "private_key_jwt"),
    ...(scopes === null ? [] : [{ field: "scopes" as const, name: null, help: scopes.help, example: scopes.example.join(" "), is_required: scopes.required }]),
  ];
}

/** Answers as the core does. */
export function fillPreset(id: string, values: PerEnvironment<Values>, method: ClientAuthentication): PresetFilled | null {
  const preset = PRESETS.presets.find((one) => one.id === id);
  if (preset === undefined) return null;
  return {
    environments: { staging: fill(preset, "staging", values.staging, method), production: fill(preset, "production", values.production, method) },
    to_enter: toEnter(preset, method),
  };
}
