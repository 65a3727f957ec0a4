// A short glossary of the types and grants, for users who don't know which one they need.
import type { JSX } from "preact";

import { help } from "../app/screen";
import { Button } from "../parts/Button";
import { Modal } from "../parts/Modal";
import { texts } from "../texts";

export function Glossary(): JSX.Element {
  const { glossary, grants, shell, types } = texts.value;
  const close = () => {
    help.value = null;
  };
  return (
    <Modal
      title={glossary.title}
      onClose={close}
      actions={
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only thing to do here
        <Button weight="main" autoFocus onClick={close}>
          {shell.close}
        </Button>
      }
    >
      <Words title={glossary.types} names={types} meanings={glossary.meanings.types} />
      <Words title={glossary.grants} names={grants} meanings={glossary.meanings.grants} />
    </Modal>
  );
}

function Words<K extends string>({ title, names, meanings }: { title: string; names: Record<K, string>; meanings: Record<K, string> }): JSX.Element {
  return (
    <section aria-label={title}>
      <h3 class="shortcuts-title">{title}</h3>
      <dl class="glossary">
        {(Object.keys(names) as K[]).map((name) => (
          <div key={name}>
            <dt>{names[name]}</dt>
            <dd>{meanings[name]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
