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

/** A field, or an extra parameter as `extra:place:name`, with what is proposed and what the form has. */
export interface Offer {
  key: string;
  found: Side;
  now: Side;
  isSame: boolean;
  /** Whether the form has nothing there, so that filling it in replaces nothing. */
  isBlank: boolean;
}

const isExtra = (key: string): boolean => key.startsWith("extra:");

/** The rows with the name of a proposed extra parameter. A header has its name in any case. */
function rowsOf({ extras }: OAuth2Draft, { place, name }: ExtraDraft): ExtraDraft[] {
  const folded = (text: string) => (place === "header" ? text.toLowerCase() : text);
  return extras.filter((row) => row.place === place && folded(row.name) === folded(name));
}

const keyOf = ({ place, name }: ExtraDraft): string => `extra:${place}:${name}`;

/** Returns what a preset proposes that isn't blank both there and in the form. */
export function offersOf({ fields: proposed, draft }: PresetProposal, fields: OAuth2Draft): Offer[] {
  const blank = fieldsOf(BLANK_DRAFTS.oauth2, "staging");
  const [found, now, empty] = [plain(draft), plain(fields), plain(blank)];
  const offers = [...found].filter(([key]) => !isExtra(key) && (proposed as string[]).includes(key)).map(([key, text]): Offer => {
    const mine = now.get(key) ?? "";
    return { key, found: { text }, now: { text: mine }, isSame: mine === text, isBlank: mine === empty.get(key) };
  });
  const parameters = draft.extras.map((extra): Offer => {
    const rows = rowsOf(fields, extra);
    const text = extra.value.kind === "plain" ? extra.value.text : "";
    const [row] = rows;
    const mine: Side = row?.value.kind === "secret" ? { secret: row.value.input.kind } : { text: row?.value.text ?? "" };
    const isSame = rows.length === 1 && "text" in mine && mine.text === text;
    return { key: keyOf(extra), found: { text }, now: mine, isSame, isBlank: rows.length === 0 || ("text" in mine && mine.text === "") };
  });
  return [...offers, ...parameters].filter((offer) => !(offer.isSame && offer.isBlank && "text" in offer.found && offer.found.text === ""));
}

/** Returns the changes to an environment's fields by the offers that are chosen. */
export function changesOf({ draft }: PresetProposal, chosen: ReadonlySet<string>, fields: OAuth2Draft): Partial<OAuth2Draft> {
  const own = FIELDS.oauth2.filter(({ field, kind }: FieldDescription) => kind !== "extras" && chosen.has(field));
  const changes = Object.fromEntries(own.map((description) => [description.member, valueOf(draft, description)]));
  const parameters = draft.extras.filter((extra) => chosen.has(keyOf(extra)));
  if (parameters.length === 0) return changes;
  const replaced = new Set(parameters.flatMap((extra) => rowsOf(fields, extra)));
  const kept = fields.extras.filter((row) => !replaced.has(row));
  const added = parameters.map(({ place, name, value }): ExtraDraft => ({ slot: crypto.randomUUID(), place, name, value }));
  return { ...changes, extras: [...kept, ...added] };
}

const folded = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Returns those whose name contains every word that was typed. */
export function foundBy<T extends Pick<Preset | Unavailable, "name">>(typed: string, all: readonly T[]): T[] {
  const words = folded(typed).split(/\s+/u).filter((word) => word !== "");
  return all.filter(({ name }) => words.every((word) => folded(name).includes(word)));
}

