// The fields in which two versions of an authorization differ; for secrets only whether they differ.
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Field } from "../bindings/Field";
import type { PerEnvironment } from "../bindings/PerEnvironment";
import type { SecretInput } from "../bindings/SecretInput";
import { ENVIRONMENTS, type Fields, type Matches, acceptsCleartext, describe, fieldsOf, isOAuth, isUsed, markOf, secretKey, secretsOf, valueOf } from "./fields";
import { grantOf } from "./grants";
import { merged } from "./merging";
import { lines } from "./state";

/** A value as it can be shown: a text, or the kind of a secret; `other` is a stored one that Keyfob didn't save there. */
export type Side = { text: string } | { secret: SecretInput["kind"] | "none" | "other" };

/** A field by its name; an extra parameter as `extra:place:name`. */
export interface Difference {
  environment: Environment | null;
  field: string;
  mine: Side;
  theirs: Side;
}

/** The texts of everything that isn't secret, by the field's name or the extra parameter's: `extra:place:name`. */
export function plain(fields: Fields): Map<string, string> {
  const all = new Map<string, string>();
  for (const description of describe(fields)) {
    const { field, kind } = description;
    const value = valueOf(fields, description);
    if (kind === "text" || kind === "certificates") all.set(field, String(value));
    if (kind === "choice") all.set(field, String(value ?? ""));
    if (kind === "texts") all.set(field, (value as string[]).join(" "));
    // Consent to an address that needs none has no effect.
    if (kind === "flag") all.set(field, String(field === "accept_cleartext" && isOAuth(fields) ? acceptsCleartext(fields) : value));
  }
  if (!isOAuth(fields)) return all;
  for (const { place, name, value } of fields.extras) {
    if (value.kind !== "plain") continue;
    const [key, before] = [`extra:${place}:${name}`, all.get(`extra:${place}:${name}`)];
    // Of several parameters with the same name, each counts.
    all.set(key, before === undefined ? value.text : `${before}\n${value.text}`);
  }
  return all;
}

function secrets(fields: Fields): Map<string, SecretInput> {
  return new Map(secretsOf(fields).map(({ field, input }) => [secretKey(field), input]));
}

/** The name of a secret's field; for an extra parameter its own name, which is the one that the user knows. */
export function nameOf(key: string, ...sides: Fields[]): string {
  for (const fields of sides) {
    const extra = isOAuth(fields) ? fields.extras.find(({ slot }) => key === `extra:${slot}`) : undefined;
    if (extra !== undefined) return `extra:${extra.place}:${extra.name}`;
  }
  return key;
}

function between(environment: Environment, mine: Fields, theirs: Fields, matches: Matches): Difference[] {
  // Also what the grant type doesn't use: it may count with another one.
  if (markOf({ fields: mine, grant: null }, matches) === markOf({ fields: theirs, grant: null }, matches)) return [];
  const [a, b] = [plain(mine), plain(theirs)];
  const counts = (field: string) => [mine, theirs].some((fields) => isUsed(fields, field as Field));
  const texts = [...new Set([...a.keys(), ...b.keys()])]
    .filter(counts)
    .filter((field) => (a.get(field) ?? "") !== (b.get(field) ?? ""))
    .map((field): Difference => ({ environment, field, mine: { text: a.get(field) ?? "" }, theirs: { text: b.get(field) ?? "" } }));
  const [c, d] = [secrets(mine), secrets(theirs)];
  const kind = (input: SecretInput | undefined, key: string): SecretInput["kind"] | "none" => {
    if (input === undefined) return "none";
    return input.kind === "typed" && matches[key] === input.text ? "stored" : input.kind;
  };
  const hidden = [...new Set([...c.keys(), ...d.keys()])]
    .filter(counts)
    .filter((key) => kind(c.get(key), key) !== kind(d.get(key), key))
    .map((key): Difference => ({ environment, field: nameOf(key, mine, theirs), mine: { secret: kind(c.get(key), key) }, theirs: { secret: kind(d.get(key), key) } }));
  return [...texts, ...moves(environment, mine, theirs), ...hidden];
}

/** Secret extra parameters with another place or name: a header that becomes a part of the URL is easy to leak. */
function moves(environment: Environment, mine: Fields, theirs: Fields): Difference[] {
  if (!isOAuth(mine) || !isOAuth(theirs)) return [];
  return mine.extras.flatMap((own): Difference[] => {
    const other = theirs.extras.find(({ slot }) => slot === own.slot);
    if (other === undefined || own.value.kind === "plain" || other.value.kind === "plain") return [];
    const [was, is] = [own, other].map(({ place, name }) => `extra:${place}:${name}`) as [string, string];
    return was === is ? [] : [{ environment, field: `secret_extra:${own.slot}`, mine: { text: was }, theirs: { text: is } }];
  });
}

/** Every field in which two drafts differ. */
export function differences(mine: Draft, theirs: Draft, matches: PerEnvironment<Matches>): Difference[] {
  const general = (["name", "description"] as const)
    .filter((field) => lines(mine[field]) !== lines(theirs[field]))
    .map((field): Difference => ({ environment: null, field, mine: { text: mine[field] }, theirs: { text: theirs[field] } }));
  const [grant, other] = [grantOf(mine), grantOf(theirs)];
  const grants: Difference[] = grant === other ? [] : [{ environment: null, field: "grant", mine: { text: grant ?? "" }, theirs: { text: other ?? "" } }];
  return [...general, ...grants, ...ENVIRONMENTS.flatMap((e) => between(e, fieldsOf(mine, e), fieldsOf(theirs, e), matches[e]))];
}

/** Two versions with the same base. */
export interface Comparison {
  /** What both changed differently. */
  conflicts: Difference[];
  /** How many of their changes don't conflict with mine, and the other way round. */
  onlyTheirs: number;
  onlyMine: number;
}

const keyOf = (one: Difference): string => `${one.environment ?? ""}/${one.field}/${"secret" in one.mine}`;
const keysOf = (all: Difference[]): Set<string> => new Set(all.map(keyOf));
export const NO_MATCHES = { staging: {}, production: {} };

/** Whether I typed a secret where theirs is stored: the page can't see whether that was changed as well. */
const isHidden = ({ mine, theirs }: Difference) => "secret" in mine && "secret" in theirs && (mine.secret === "typed" || mine.secret === "held") && theirs.secret === "stored";

/** The result of merging my draft with theirs; both are based on `base`. */
export function comparison(blank: Draft, base: Draft, mine: Draft, theirs: Draft, matches: PerEnvironment<Matches>): Comparison {
  const taken = keysOf(differences(mine, merged(blank, base, mine, theirs), matches));
  const changed = keysOf(differences(theirs, base, NO_MATCHES));
  const kept = differences(mine, theirs, matches).filter((one) => !taken.has(keyOf(one)));
  const conflicts = kept.filter((one) => changed.has(keyOf(one)) || isHidden(one));
  return { conflicts, onlyTheirs: taken.size, onlyMine: kept.length - conflicts.length };
}
