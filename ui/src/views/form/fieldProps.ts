// What ties a field of the form to the model: its id, its error, and what leaving it does.
import type { ClientCredentialsDraft } from "../../bindings/ClientCredentialsDraft";
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

/** What the fields of an OAuth 2 environment are given. */
export interface OAuthProps extends EnvironmentProps {
  fields: ClientCredentialsDraft;
}

/** The props that a field of an environment shares with every other. */
export function fieldProps({ controller, environment }: EnvironmentProps, field: Field, index: number | null = null, isBlank = false) {
  const problem = shownProblem(controller.form.value, environment, field, index, isBlank);
  return {
    id: `${environment}-${field}${index === null ? "" : `-${index}`}`,
    error: problem && problemText(problem),
    note: noteText(notesOf(controller.form.value, environment, field, index)),
    onLeave: () => controller.leave(environment, field, index),
  };
}

/** The button that removes what the notes beside a typed text name; none if there are none. */
export function tidyFieldAction(on: EnvironmentProps, field: Field, label: string, text: string, put: (text: string) => void): NoteAction | undefined {
  return tidyAction(on, notesOf(on.controller.form.value, on.environment, field, null), label, text, put);
}

/** The button that removes what the given notes on a typed text name; none if there are none. */
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
  const words = replaces ? tidy.replace : tidy.remove;
  return {
    label: words.label,
    said: words.said(label),
    onPress: () => void controller.repairs.tidy(environment, text, put).catch(() => undefined),
  };
}
