// Shortens a long text in the middle, so that its beginning and its end can still be told.

/** Returns the text as it is if it has at most this many characters as seen; otherwise its beginning and its end around an ellipsis. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const seen = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  if (seen.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${seen.slice(0, most - 1 - end).join("")}…${seen.slice(-end).join("")}`;
}
