/** The type of an input whose text is shown or hidden. The types know it only as one or the other, never as either. */
export function typeOf(shown: boolean): { type: "text" } {
  return { type: (shown ? "text" : "password") as "text" };
}
