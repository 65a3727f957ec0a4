// The resources that a token is requested for (RFC 8707).
import type { JSX } from "preact";

import { listProblem } from "../../form/state";
import { IconButton } from "../../parts/Button";
import { Group } from "../../parts/Group";
import { TextField } from "../../parts/TextField";
import { count, texts } from "../../texts";
import { problemText } from "../coreText";
import { type OAuthProps, fieldProps } from "./fieldProps";

export function Resources({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const problem = listProblem(controller.form.value, environment, "resource");
  const put = (resources: string[]) => controller.changeOAuth(environment, { resources });
  return (
    <Group
      title={form.fields.resource}
      aside={form.optional}
      hint={form.resourceHint}
      error={problem && problemText(problem)}
      add={form.addResource}
      onAdd={() => put([...fields.resources, ""])}
      rows={fields.resources.map((resource, index) => (remove) => (
        // oxlint-disable-next-line react/no-array-index-key -- a resource is nothing but its place in the list
        <div class="group-item group-row" key={index}>
          <TextField
            {...fieldProps(on, "resource", index, resource === "")}
            label={form.resourceNumber(count(index + 1))}
            mono
            value={resource}
            onText={(text) => put(fields.resources.with(index, text))}
          />
          <IconButton
            icon="remove"
            label={form.removeResource(count(index + 1))}
            onClick={() => remove(() => put(fields.resources.toSpliced(index, 1)))}
          />
        </div>
      ))}
    />
  );
}
