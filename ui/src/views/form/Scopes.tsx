// The scopes as tags. The core splits and validates what is typed.
import { computed } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { copy } from "../../app/clipboard";
import { announce } from "../../app/toasts";
import { shownProblem } from "../../form/state";
import { TagsField } from "../../parts/TagsField";
import { count, texts } from "../../texts";
import { problemText } from "../coreText";
import type { OAuthProps } from "./fieldProps";
import { scopeProblemTexts, surplusText } from "./scopeProblems";

const MOST = 500;
const NEAR = 450;

/** Some texts about a scope are the rest of a sentence that begins with its value. */
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The same object in every render, so that hundreds of tags aren't rendered with each key press in the form. */
const tagLabels = computed(() => {
  const { scopes, blockers } = texts.value.form;
  return { remove: scopes.remove, removeAll: scopes.removeAll, empty: blockers.empty, list: scopes.values };
});

export function Scopes({ fields, controller, environment }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const labels = form.scopes;
  const { text, refused, surplus } = controller.form.value.scopes[environment];
  const problem = shownProblem(controller.form.value, environment, "scopes");

  const refusals = scopeProblemTexts(refused);
  const error = refusals.length > 0 ? refusals.join(" ") : problem && sentence(problemText(problem));

  const note = surplusText(surplus);

  const before = useRef(fields.scopes.length);
  useEffect(() => {
    const added = fields.scopes.length - before.current;
    before.current = fields.scopes.length;
    const news = [added > 0 && labels.added(added, count(added)), ...refusals, note].filter(Boolean);
    if (news.length > 0) announce(news.join(" "));
  }, [fields.scopes.length, refused, surplus]);

  return (
    <TagsField
      id={`${environment}-scopes`}
      label={form.fields.scopes}
      aside={fields.scopes.length >= NEAR ? labels.count(count(fields.scopes.length), count(MOST)) : form.optional}
      hint={labels.hint}
      error={error}
      note={note}
      action={
        note === null
          ? undefined
          : {
              label: labels.copySurplus,
              onPress: async () => {
                if (await copy(surplus.map(({ value }) => value).join(" "))) controller.scopes.dropSurplus(environment);
              },
            }
      }
      values={fields.scopes}
      text={text}
      onText={(typed) => controller.scopes.type(environment, typed)}
      onEnd={(typed) => controller.scopes.end(environment, typed)}
      onRemove={(index) => {
        announce(labels.removed(fields.scopes[index] ?? ""));
        controller.scopes.remove(environment, index);
      }}
      onRemoveAll={() => {
        announce(labels.removedAll);
        controller.scopes.removeAll(environment);
      }}
      onSelected={(scope) => announce(labels.selected(scope))}
      labels={tagLabels.value}
    />
  );
}
