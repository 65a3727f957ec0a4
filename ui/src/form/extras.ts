// Finds which part of an extra parameter a problem is about: the core reports only its row.
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { Problem } from "../bindings/Problem";

/** Returns whether the name or the value has the problem. A problem of the whole row is shown at its name. */
export function partOf(problem: Problem, extra: ExtraDraft): "name" | "value" {
  switch (problem.code) {
    case "required":
      return extra.name === "" ? "name" : "value";
    case "too_long":
      return [...extra.name].length > problem.limit ? "name" : "value";
    case "content_type":
    case "control_character":
      return "value";
    default:
      return "name";
  }
}
