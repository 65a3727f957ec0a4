// Chooses between singular and plural by the rules of a language.

/**
 * Returns a function that chooses a form by a count. English, Portuguese and Spanish need no more than two forms: the third one of Portuguese
 * and Spanish is for words such as “un millón de”, and counts are written in digits.
 */
export function pluralOf(language: string): (count: number, one: string, other: string) => string {
  const rules = new Intl.PluralRules(language);
  return (count, one, other) => (rules.select(count) === "one" ? one : other);
}

/** Returns a function that writes a count with the form that belongs to it: `3 minutes`. `shown` is the count as text. */
export function countedOf(language: string): (count: number, shown: string, one: string, other: string) => string {
  const plural = pluralOf(language);
  return (count, shown, one, other) => `${shown} ${plural(count, one, other)}`;
}
