// The dark modules of a QR code as the path of an SVG.

/** The light border around a QR code, in modules (ISO/IEC 18004, section 6.3.8). */
export const QUIET = 4;

/** Returns the path: a rectangle for each run of dark modules in a row. `rows` has a `1` for each dark module, and a `0` for each light one. */
export const qrPath = (rows: readonly string[]): string =>
  rows.flatMap((row, y) => [...row.matchAll(/1+/gu)].map(({ index, 0: run }) => `M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`)).join("");

/** Returns the width and height with the quiet zone, in modules. */
export const qrSize = (rows: readonly string[]): number => rows.length + 2 * QUIET;
