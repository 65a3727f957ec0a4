// The core replaces hidden values by their type and size in English. Here they are put into the user's language.
import { count, texts } from "../../texts";
import type { Texts } from "../../texts/en";

type Kind = keyof Texts["connect"]["exchange"]["hidden"];

const SIZE = /^(string|number|object|array|form), (\d+) [a-z]+$/u;
const LENGTH = /^\((\d+) characters?\)$/u;

/** Returns the type and size of a hidden value of a body: `string, 843 characters`. */
export function hiddenValue(value: string): string {
  const [, kind, size] = SIZE.exec(value) ?? [];
  return kind === undefined ? value : texts.value.connect.exchange.hidden[kind as Kind](Number(size), count(Number(size)));
}

/** Returns the length of a hidden header: `(16 characters)`. */
export function hiddenHeader(value: string): string {
  const [, size] = LENGTH.exec(value) ?? [];
  return size === undefined ? value : texts.value.connect.exchange.hidden.header(Number(size), count(Number(size)));
}
