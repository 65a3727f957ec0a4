// What a preset offers for the fields of an environment, and what the form becomes with what the user chooses.
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { FieldDescription } from "../bindings/FieldDescription";
import type { Preset } from "../bindings/Preset";
import type { PresetProposal } from "../bindings/PresetProposal";
import type { Unavailable } from "../bindings/Unavailable";
import { BLANK_DRAFTS, FIELDS } from "../bindings/fields";
import { type Side, plain } from "./differences";
import { fieldsOf, valueOf } from "./fields";
import { OWN_WAY } from "./ownWay";

/**
 * A field, or an extra parameter as `extra:place:name`, with what is on offer for it and what the form has.
 *
 * A preset offers its own values. It also offers to put back to their defaults the fields that it has nothing for: what an earlier preset
 * filled in, and what only servers of another kind need.
 */
export interface Offer {
  key: string;
  found: Side;
  now: Side;
  isSame: boolean;
  /** Whether it puts the field back to its default. */
  isReset: boolean;
  /**
   * Whether it is chosen unless the user decides otherwise: if the form has nothing there, or what an earlier preset filled in; and the
   * Token URL always, because credentials must not go to another server than the one whose fields are filled in.
   */
  isUsual: boolean;
}

/** What presets have filled in, by the keys of their offers. A field that was changed since has another value, and is the user's. */
export type FilledIn = Readonly<Record<string, string>>;

const isExtra = (key: string): boolean => key.startsWith("extra:");

/** The rows with the name of a proposed extra parameter. A header has its name in any case. */
function rowsOf({ extras }: OAuth2Draft, { place, name }: ExtraDraft): ExtraDraft[] {
  const folded = (text: string) => (place === "header" ? text.toLowerCase() : text);
  return extras.filter((row) => row.place === place && folded(row.name) === folded(name));
}

const keyOf = ({ place, name }: ExtraDraft): string => `extra:${place}:${name}`;

const BLANK = fieldsOf(BLANK_DRAFTS.oauth2, "staging");
const DEFAULTS = plain(BLANK);

const textOf = (side: Side): string | null => ("text" in side ? side.text : null);

/** Returns what a preset offers, except what is blank both there and in the form. */
export function offersOf({ fields: proposed, draft }: PresetProposal, fields: OAuth2Draft, filledIn: FilledIn): Offer[] {
  const [found, now] = [plain(draft), plain(fields)];
  const offer = (key: string, text: string, mine: Side, isSame: boolean, isBlank: boolean): Offer => {
    const isOfPreset = textOf(mine) !== null && filledIn[key] === textOf(mine);
    return { key, found: { text }, now: mine, isSame, isReset: false, isUsual: !isSame && (isBlank || isOfPreset || key === "token_url") };
  };
  const offers = [...found].filter(([key]) => !isExtra(key) && (proposed as string[]).includes(key)).map(([key, text]): Offer => {
    const mine = now.get(key) ?? "";
    return offer(key, text, { text: mine }, mine === text, mine === DEFAULTS.get(key));
  });
  const parameters = draft.extras.map((extra): Offer => {
    const rows = rowsOf(fields, extra);
    const text = extra.value.kind === "plain" ? extra.value.text : "";
    const [row] = rows;
    const mine: Side = row?.value.kind === "secret" ? { secret: row.value.input.kind } : { text: row?.value.text ?? "" };
    return offer(keyOf(extra), text, mine, rows.length === 1 && textOf(mine) === text, rows.length === 0 || textOf(mine) === "");
  });
  const all = [...offers, ...parameters];
  const resets = [...now]
    .filter(([key, mine]) => mine !== (DEFAULTS.get(key) ?? "") && all.every((other) => other.key !== key))
    .filter(([key, mine]) => filledIn[key] === mine || (OWN_WAY as ReadonlySet<string>).has(key))
    .map(([key, mine]): Offer => ({ key, found: { text: DEFAULTS.get(key) ?? "" }, now: { text: mine }, isSame: false, isReset: true, isUsual: filledIn[key] === mine }));
  return [...all.filter(({ isSame, found: side }) => !isSame || textOf(side) !== ""), ...resets];
}

/** Returns the changes to an environment's fields by the offers that are chosen. */
export function changesOf({ draft }: PresetProposal, chosen: readonly Offer[], fields: OAuth2Draft): Partial<OAuth2Draft> {
  const [taken, reset] = [false, true].map((is) => new Set(chosen.filter(({ isReset }) => isReset === is).map(({ key }) => key))) as [Set<string>, Set<string>];
  const own = FIELDS.oauth2.filter(({ field, kind }: FieldDescription) => kind !== "extras" && (taken.has(field) || reset.has(field)));
  const changes = Object.fromEntries(own.map((description) => [description.member, valueOf(reset.has(description.field) ? BLANK : draft, description)]));
  const parameters = draft.extras.filter((extra) => taken.has(keyOf(extra)));
  const replaced = new Set([...parameters.flatMap((extra) => rowsOf(fields, extra)), ...fields.extras.filter((extra) => reset.has(keyOf(extra)))]);
  if (parameters.length === 0 && replaced.size === 0) return changes;
  const kept = fields.extras.filter((row) => !replaced.has(row));
  const added = parameters.map(({ place, name, value }): ExtraDraft => ({ slot: crypto.randomUUID(), place, name, value }));
  return { ...changes, extras: [...kept, ...added] };
}

/** Returns what presets have filled in, after the offers that were chosen. */
export function filledWith(filledIn: FilledIn, chosen: readonly Offer[]): FilledIn {
  const changed = new Set(chosen.map(({ key }) => key));
  const kept = Object.entries(filledIn).filter(([key]) => !changed.has(key));
  const added = chosen.map(({ key, found }): [string, string] => [key, textOf(found) ?? ""]).filter(([key, text]) => text !== (DEFAULTS.get(key) ?? ""));
  return Object.fromEntries([...kept, ...added]);
}

const originOf = (url: string): string | null => (URL.canParse(url.trim()) ? new URL(url.trim()).origin : null);

/** Whether a Token URL that stays is that of another server than the preset's, which would get the credentials. */
export function isOtherServer({ key, found, now, isSame }: Offer): boolean {
  const mine = textOf(now) ?? "";
  return key === "token_url" && !isSame && mine.trim() !== "" && (originOf(mine) === null || originOf(mine) !== originOf(textOf(found) ?? ""));
}

const folded = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Returns those whose name contains every word that was typed. */
export function foundBy<T extends Pick<Preset | Unavailable, "name">>(typed: string, all: readonly T[]): T[] {
  const words = folded(typed).split(/\s+/u).filter((word) => word !== "");
  return all.filter(({ name }) => words.every((word) => folded(name).includes(word)));
}

