// Sentences about values that weren't added to the scopes.
import type { ScopeProblem } from "../../bindings/ScopeProblem";
import { count, texts } from "../../texts";
import { problemAbout, problemText } from "../coreText";

const MOST_SHOWN = 5;

/** Returns a sentence for each refused value. */
export function scopeProblemTexts(refused: readonly ScopeProblem[]): string[] {
  const labels = texts.value.form.scopes;
  const sentences = refused.slice(0, MOST_SHOWN).map((scope) => labels.refused(scope.value, problemAbout(scope)));
  if (refused.length > MOST_SHOWN) sentences.push(labels.moreRefused(count(refused.length - MOST_SHOWN)));
  return sentences;
}

/** Says how many values are over the limit; `null` if none is. */
export function surplusText(surplus: readonly ScopeProblem[]): string | null {
  const [first] = surplus;
  return first === undefined ? null : `${problemText(first)} ${texts.value.form.scopes.notAdded(surplus.length, count(surplus.length))}`;
}
