// The props that connect a field to the form: its id, error, note and blur handler.
import type { OAuth2Draft } from "../../bindings/OAuth2Draft";
import type { Environment } from "../../bindings/Environment";
import type { Field } from "../../bindings/Field";
import type { Note } from "../../bindings/Note";
import type { FormController } from "../../form/controller";
import { notesOf, shownProblem } from "../../form/state";
import type { NoteAction } from "../../parts/Field";
import { texts } from "../../texts";
import { noteText, problemText } from "../coreText";

export interface EnvironmentProps {
  controller: FormController;
  environment: Environment;
}

/** The props of the components for OAuth 2 fields. */
export interface OAuthProps extends EnvironmentProps {
  fields: OAuth2Draft;
}

/** Returns the props that every field of an environment has. */
export function fieldProps({ controller, environment }: EnvironmentProps, field: Field, index: number | null = null, isBlank = false) {
  const problem = shownProblem(controller.form.value, environment, field, index, isBlank);
  return {
    id: `${environment}-${field}${index === null ? "" : `-${index}`}`,
    error: problem && problemText(problem),
    note: noteText(notesOf(controller.form.value, environment, field, index)),
    onLeave: () => controller.leave(environment, field, index),
  };
}

/** Returns the action that removes what the notes at a field are about; `undefined` if there are none. */
export function tidyFieldAction(on: EnvironmentProps, field: Field, label: string, text: string, put: (text: string) => void): NoteAction | undefined {
  return tidyAction(on, notesOf(on.controller.form.value, on.environment, field, null), label, text, put);
}

/** Returns the action that removes what the given notes are about; `undefined` if there are none. */
export function tidyAction(
  { controller, environment }: EnvironmentProps,
  notes: readonly Note[],
  label: string,
  text: string,
  put: (text: string) => void,
): NoteAction | undefined {
  if (notes.length === 0) return undefined;
  const { tidy } = texts.value.form;
  const replaces = notes.some(({ code }) => code === "smart_quote" || code === "smart_dash");
  const labels = replaces ? tidy.replace : tidy.remove;
  return {
    label: labels.label,
    ariaLabel: labels.ariaLabel(label),
    onPress: () => void controller.repairs.tidy(environment, text, put).catch(() => undefined),
  };
}
