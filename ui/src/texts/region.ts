// Chooses the region whose numbers and dates go with a language.

/** Returns the first of the user's locales that has this language, with its region: `es-MX` for `es`; the language if there is none. */
export function regionOf(language: string, locales: readonly string[]): string {
  const primary = (tag: string) => tag.split("-")[0];
  // Anything else may be no valid locale, and `Intl` would throw.
  const isPlain = (tag: string) => /^[a-z]{2}-(?:[A-Z]{2}|\d{3})$/u.test(tag);
  return locales.find((tag) => isPlain(tag) && primary(tag) === primary(language)) ?? language;
}
