// *Use in a script*: the commands that hand the token to a script, ready to be copied. They contain no token.
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import type { ScriptLine } from "../../bindings/ScriptLine";
import { Button, IconButton } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { texts } from "../../texts";

export function ScriptDialog({ lines, onClose }: { lines: readonly ScriptLine[]; onClose: () => void }): JSX.Element {
  const { tokens, shell } = texts.value;
  const labels = tokens.script;
  return (
    <Modal wide title={labels.title} onClose={onClose} onConfirm={onClose} actions={<Button type="submit">{shell.close}</Button>}>
      <p class="secondary">{labels.lead}</p>
      <ul class="script-lines">
        {lines.map(({ purpose, command }) => (
          <li key={purpose}>
            <h3 class="inspection-subtitle">{labels.uses[purpose]}</h3>
            <div class="script-line">
              <code class="mono wrap" dir="ltr">
                {command}
              </code>
              <IconButton icon="copy" label={labels.copyOf(labels.uses[purpose])} onClick={() => void copy(command)} />
            </div>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
