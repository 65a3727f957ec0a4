// Three-way merge of two versions of an authorization: my changes on top of theirs. It runs in the page, because a typed secret is
// never sent back from the core.
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { Draft } from "../bindings/Draft";
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { FieldDescription } from "../bindings/FieldDescription";
import type { SecretInput } from "../bindings/SecretInput";
import { ENVIRONMENTS, type Fields, describe, fieldsOf, isOAuth, isSecret, privateKeys, same, valueOf, withFields } from "./fields";
import { grantOf, withGrant } from "./grants";
import { lines } from "./state";

const equal = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const pick = <T>(base: T, mine: T, theirs: T): T => (equal(base, mine) ? theirs : mine);

/** Whether a secret isn't one that is stored. */
const isNew = ({ kind }: SecretInput): boolean => kind === "typed" || kind === "held";

/** Whether I changed a secret. A typed one is always mine: the page can't see whether theirs was changed as well. */
const isMine = (base: SecretInput, mine: SecretInput): boolean => isNew(mine) || mine.kind !== base.kind;

const pickSecret = (base: SecretInput, mine: SecretInput, theirs: SecretInput): SecretInput => (isMine(base, mine) ? mine : theirs);

/** The private keys that I changed, each with what belongs to it. */
function changedKeys(base: Fields, mine: Fields): Partial<OAuth2Draft> {
  if (!isOAuth(base) || !isOAuth(mine)) return {};
  const { private_key, client_key, dpop_key } = privateKeys(mine);
  return {
    ...(isMine(base.private_key, mine.private_key) ? private_key : {}),
    ...(isMine(base.client_key, mine.client_key) ? client_key : {}),
    ...(isMine(base.dpop_key, mine.dpop_key) ? dpop_key : {}),
  };
}

/** Extra parameters by their rows: theirs in their order, then what I added. */
function extras(base: readonly ExtraDraft[], mine: readonly ExtraDraft[], theirs: readonly ExtraDraft[]): ExtraDraft[] {
  const of = (all: readonly ExtraDraft[], slot: string) => all.find((extra) => extra.slot === slot);
  const kept = (slot: string): ExtraDraft[] => {
    const [was, own, other] = [of(base, slot), of(mine, slot), of(theirs, slot)];
    const chosen = own?.value.kind === "secret" && isNew(own.value.input) ? own : pick(was, own, other);
    return chosen === undefined ? [] : [chosen];
  };
  return [...new Set([...theirs, ...mine].map(({ slot }) => slot))].flatMap(kept);
}

function mergedValue(field: FieldDescription, base: unknown, mine: unknown, theirs: unknown): unknown {
  if (isSecret(field)) return pickSecret(base as SecretInput, mine as SecretInput, theirs as SecretInput);
  if (field.kind === "extras") return extras(base as ExtraDraft[], mine as ExtraDraft[], theirs as ExtraDraft[]);
  return pick(base, mine, theirs);
}

function mergedFields(base: Fields, mine: Fields, theirs: Fields): Fields {
  if (isOAuth(base) !== isOAuth(mine) || isOAuth(theirs) !== isOAuth(mine)) return mine;
  const values = describe(mine).map((field) => [field.member, mergedValue(field, valueOf(base, field), valueOf(mine, field), valueOf(theirs, field))] as const);
  return { ...mine, ...Object.fromEntries(values), ...changedKeys(base, mine) };
}

/** My draft on top of theirs; both are based on `base`. An environment that I emptied stays empty. */
export function merged(blank: Draft, base: Draft, mine: Draft, theirs: Draft): Draft {
  let draft: Draft = {
    ...theirs,
    name: pick(base.name, mine.name, theirs.name),
    description: pick(lines(base.description), lines(mine.description), theirs.description),
  };
  const grant = pick(grantOf(base), grantOf(mine), grantOf(theirs));
  if (grant !== null) draft = withGrant(draft, grant);
  for (const e of ENVIRONMENTS) {
    const [none, was, own] = [fieldsOf(blank, e), fieldsOf(base, e), fieldsOf(mine, e)];
    const isEmpty = (fields: Fields) => same({ fields, grant: null }, { fields: none, grant: null }, {});
    const emptied = isEmpty(own) && !isEmpty(was);
    draft = withFields(draft, e, emptied ? own : mergedFields(was, own, fieldsOf(theirs, e)));
  }
  return draft;
}
