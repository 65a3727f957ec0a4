// Keeps a text from changing the writing direction of what is around it.

/** Direction controls, and the letters that are written from right to left. */
const DIRECTIONS = /[\p{Bidi_Control}\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const [OPENS, CLOSES] = [new Set("\u2066\u2067\u2068"), "\u2069"];

/** Returns a text with directional isolates around it, so that it can't reorder the sentence it is put into. Left-to-right text is returned unchanged. */
export function isolate(text: string): string {
  if (!DIRECTIONS.test(text)) return text;
  let open = 0;
  let kept = "";
  for (const character of text) {
    if (OPENS.has(character)) open += 1;
    // Would end the isolation.
    if (character === CLOSES && open === 0) continue;
    if (character === CLOSES) open -= 1;
    kept += character;
  }
  return `\u2068${kept}${CLOSES.repeat(open + 1)}`;
}
