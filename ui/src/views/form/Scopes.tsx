// The scopes as tags. The core splits and validates what is typed.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { announce } from "../../app/toasts";
import { shownProblem } from "../../form/state";
import { TagsField } from "../../parts/TagsField";
import { count, texts } from "../../texts";
import { problemText } from "../coreText";
import type { OAuthProps } from "./fieldProps";
import { scopeProblemTexts } from "./scopeProblems";

const MOST = 500;
const NEAR = 450;

/** Some texts about a scope are the rest of a sentence that begins with its value. */
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function Scopes({ fields, controller, environment }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const labels = form.scopes;
  const { text, refused } = controller.form.value.scopes[environment];
  const problem = shownProblem(controller.form.value, environment, "scopes");

  const refusals = scopeProblemTexts(refused);
  const error = refusals.length > 0 ? refusals.join(" ") : problem && sentence(problemText(problem));

  const before = useRef(fields.scopes.length);
  useEffect(() => {
    const added = fields.scopes.length - before.current;
    before.current = fields.scopes.length;
    const news = [added > 0 && labels.added(added, count(added)), ...refusals].filter(Boolean);
    if (news.length > 0) announce(news.join(" "));
  }, [fields.scopes.length, refused]);

  return (
    <TagsField
      id={`${environment}-scopes`}
      label={form.fields.scopes}
      aside={fields.scopes.length >= NEAR ? labels.count(count(fields.scopes.length), count(MOST)) : form.optional}
      hint={labels.hint}
      error={error}
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
      labels={{ remove: labels.remove, removeAll: labels.removeAll, empty: form.blockers.empty, list: labels.values }}
    />
  );
}
