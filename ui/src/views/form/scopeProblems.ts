// Sentences about values that weren't added to the scopes.
import type { ScopeProblem } from "../../bindings/ScopeProblem";
import { count, texts } from "../../texts";
import { problemText } from "../coreText";

const MOST_SHOWN = 5;

/** Returns a sentence for each refused value. Values over the limit share one sentence. */
export function scopeProblemTexts(refused: readonly ScopeProblem[]): string[] {
  const labels = texts.value.form.scopes;
  const surplus = refused.filter((scope) => scope.code === "too_many");
  const others = surplus.length > 1 ? refused.filter((scope) => scope.code !== "too_many") : refused;
  const sentences = others.slice(0, MOST_SHOWN).map((scope) => labels.refused(scope.value, problemText(scope)));
  if (others.length > MOST_SHOWN) sentences.push(labels.moreRefused(count(others.length - MOST_SHOWN)));
  const [first] = surplus;
  if (first !== undefined && surplus.length > 1) sentences.push(`${problemText(first)} ${labels.notAdded(surplus.length, count(surplus.length))}`);
  return sentences;
}
