// Which part of an extra parameter a problem is about: the core tells its row.
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { Problem } from "../bindings/Problem";

/** Whether the name or the value is wrong; what is about the row as a whole stands beside its name. */
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
