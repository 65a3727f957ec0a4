// The texts of presets in the language in use.
import type { PresetText } from "../../bindings/PresetText";
import type { VariableProblem } from "../../bindings/VariableProblem";
import { count, moment, spoken, texts } from "../../texts";
import { fill } from "../../texts/fill";

/** Returns a text in the language in use; parts between backticks are code. Straight apostrophes, which suit a terminal, become typographic ones. */
export function presetText(text: PresetText): string {
  const parts = text[spoken.value].split("`");
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll("'", "’") : part)).join("`");
}

/** Returns a text without the marks of code, where none is shown. */
export const plainText = (text: string): string => text.replaceAll("`", "");

export const variableProblemText = (problem: VariableProblem): string =>
  plainText(fill(texts.value.presets.problems[problem.problem], problem, { values: {}, count, moment }));
