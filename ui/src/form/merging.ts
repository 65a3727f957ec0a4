// What two people made of the same authorization, joined: what I did not change is theirs, what I changed is mine.
import type { Draft } from "../bindings/Draft";
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { SecretInput } from "../bindings/SecretInput";
import { ENVIRONMENTS, type Fields, fieldsOf, isOAuth, same, withFields } from "./fields";
import { lines } from "./state";

const equal = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const pick = <T>(base: T, mine: T, theirs: T): T => (equal(base, mine) ? theirs : mine);

/** A typed secret is always mine: whether theirs was changed, too, cannot be seen. */
const pickSecret = (base: SecretInput, mine: SecretInput, theirs: SecretInput): SecretInput =>
  mine.kind !== "typed" && mine.kind === base.kind ? theirs : mine;

/** Extra parameters by their rows: theirs in their order, then what I added. */
function extras(base: readonly ExtraDraft[], mine: readonly ExtraDraft[], theirs: readonly ExtraDraft[]): ExtraDraft[] {
  const of = (all: readonly ExtraDraft[], slot: string) => all.find((extra) => extra.slot === slot);
  const kept = (slot: string): ExtraDraft[] => {
    const [was, own, other] = [of(base, slot), of(mine, slot), of(theirs, slot)];
    const chosen = own?.value.kind === "secret" && own.value.input.kind === "typed" ? own : pick(was, own, other);
    return chosen === undefined ? [] : [chosen];
  };
  return [...new Set([...theirs, ...mine].map(({ slot }) => slot))].flatMap(kept);
}

function fields(base: Fields, mine: Fields, theirs: Fields): Fields {
  if (isOAuth(base) && isOAuth(mine) && isOAuth(theirs)) {
    return {
      token_url: pick(base.token_url, mine.token_url, theirs.token_url),
      accept_cleartext: pick(base.accept_cleartext, mine.accept_cleartext, theirs.accept_cleartext),
      client_id: pick(base.client_id, mine.client_id, theirs.client_id),
      client_secret: pickSecret(base.client_secret, mine.client_secret, theirs.client_secret),
      scopes: pick(base.scopes, mine.scopes, theirs.scopes),
      client_authentication: pick(base.client_authentication, mine.client_authentication, theirs.client_authentication),
      basic_encoding: pick(base.basic_encoding, mine.basic_encoding, theirs.basic_encoding),
      audience: pick(base.audience, mine.audience, theirs.audience),
      resources: pick(base.resources, mine.resources, theirs.resources),
      extras: extras(base.extras, mine.extras, theirs.extras),
    };
  }
  if (isOAuth(base) || isOAuth(mine) || isOAuth(theirs)) return mine;
  return { key: pick(base.key, mine.key, theirs.key), in: pick(base.in, mine.in, theirs.in), value: pickSecret(base.value, mine.value, theirs.value) };
}

/** My draft on top of theirs; both began with `base`. An environment that I emptied stays empty. */
export function merged(blank: Draft, base: Draft, mine: Draft, theirs: Draft): Draft {
  let draft: Draft = {
    ...theirs,
    name: pick(base.name, mine.name, theirs.name),
    description: pick(lines(base.description), lines(mine.description), theirs.description),
  };
  for (const e of ENVIRONMENTS) {
    const [none, was, own] = [fieldsOf(blank, e), fieldsOf(base, e), fieldsOf(mine, e)];
    const emptied = same(own, none, {}) && !same(was, none, {});
    draft = withFields(draft, e, emptied ? own : fields(was, own, fieldsOf(theirs, e)));
  }
  return draft;
}
