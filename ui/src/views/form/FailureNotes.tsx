// Notes about the credentials that the server rejected, with the same buttons as at their fields.
import type { JSX } from "preact";

import type { Field } from "../../bindings/Field";
import type { Note } from "../../bindings/Note";
import { fieldsOf, isOAuth, withSecret } from "../../form/fields";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import type { NoteAction } from "../../parts/Field";
import { texts } from "../../texts";
import { noteText } from "../coreText";
import { type EnvironmentProps, tidyAction } from "./fieldProps";

export function FailureNotes({ notes, ...on }: EnvironmentProps & { notes: readonly Note[] }): JSX.Element | null {
  const { fields: labels } = texts.value.form;
  const fields = [...new Set(notes.map(({ field }) => field))];
  if (fields.length === 0) return null;
  return (
    <ul class="failure-notes">
      {fields.map((field) => {
        const own = notes.filter((note) => note.field === field);
        return (
          <li key={field} class="field-note">
            <p>
              <Icon name="info" /> <span>{`${labels[field]}: ${noteText(own) ?? ""}`}</span>
            </p>
            <Tidy {...on} field={field} action={actionOf(on, field, own)} />
          </li>
        );
      })}
    </ul>
  );
}

/** Returns the action that removes what the notes are about; `undefined` if the value isn't in the page. */
function actionOf(on: EnvironmentProps, field: Field, notes: readonly Note[]): NoteAction | undefined {
  const { controller, environment } = on;
  const fields = fieldsOf(controller.form.value.draft, environment);
  if (!isOAuth(fields)) return undefined;
  const label = texts.value.form.fields[field];
  if (field === "client_id") {
    return tidyAction(on, notes, label, fields.client_id, (text) => controller.changeOAuth(environment, { client_id: text }));
  }
  const { client_secret: secret } = fields;
  if (field !== "client_secret" || secret.kind !== "typed") return undefined;
  return tidyAction(on, notes, label, secret.text, (text) => {
    const now = fieldsOf(controller.form.peek().draft, environment);
    controller.changeFields(environment, withSecret(now, { field: "client_secret" }, { kind: "typed", text }));
  });
}

function Tidy({ environment, field, action }: EnvironmentProps & { field: Field; action: NoteAction | undefined }): JSX.Element | null {
  if (action === undefined) return null;
  const press = () => {
    action.onPress();
    // The panel disappears when its data changes, and the button with it.
    document.querySelector<HTMLElement>(`#${environment}-${field}`)?.focus();
  };
  return (
    <Button weight="quiet" aria-label={action.ariaLabel} onClick={press}>
      {action.label}
    </Button>
  );
}
