// What ties a field of the form to the model: its id, its error, and what leaving it does.
import type { Environment } from "../../bindings/Environment";
import type { Field } from "../../bindings/Field";
import type { FormController } from "../../form/controller";
import { shownProblem } from "../../form/state";
import { problemText } from "../words";

export interface Bound {
  controller: FormController;
  environment: Environment;
}

/** The props that a field of an environment shares with every other. */
export function bound({ controller, environment }: Bound, field: Field, index: number | null = null, isBlank = false) {
  const problem = shownProblem(controller.form.value, environment, field, index, isBlank);
  return {
    id: `${environment}-${field}${index === null ? "" : `-${index}`}`,
    error: problem && problemText(problem),
    onLeave: () => controller.leave(environment, field, index),
  };
}
