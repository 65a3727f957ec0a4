// *Start from a preset*: a list of well-known servers, and then what the chosen one offers for the form.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import type { Preset } from "../../bindings/Preset";
import type { Presets } from "../../bindings/Presets";
import type { FormController } from "../../form/controller";
import { foundBy } from "../../form/presets";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { CodeText } from "../../parts/CodeText";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { TextField } from "../../parts/TextField";
import { count, texts } from "../../texts";
import { failureText } from "../coreText";
import { PresetValues } from "./PresetValues";
import { presetText } from "./presetText";

interface Props {
  controller: FormController;
  onClose: () => void;
}

export function PresetDialog({ controller, onClose }: Props): JSX.Element {
  const all = useSignal<Presets | null>(null);
  const failure = useSignal<string | null>(null);
  const search = useSignal("");
  const chosen = useSignal<Preset | null>(null);
  useEffect(() => {
    core.presets().then(
      (presets) => void (all.value = presets),
      (error: unknown) => void (failure.value = failureText(asFailure(error))),
    );
  }, []);
  const choose = (preset: Preset | null) => {
    chosen.value = preset;
  };
  if (chosen.value !== null) return <PresetValues key="values" preset={chosen.value} controller={controller} onBack={() => choose(null)} onClose={onClose} />;
  return (
    <PresetList
      key="list"
      all={all.value}
      failure={failure.value}
      search={search.value}
      onSearch={(text) => {
        search.value = text;
      }}
      onChoose={choose}
      onClose={onClose}
    />
  );
}

interface ListProps {
  all: Presets | null;
  failure: string | null;
  search: string;
  onSearch: (text: string) => void;
  onChoose: (preset: Preset) => void;
  onClose: () => void;
}

function PresetList({ all, failure, search, onSearch, onChoose, onClose }: ListProps): JSX.Element {
  const { presets: words, shell } = texts.value;
  const found = foundBy(search, all?.presets ?? []);
  const unavailable = foundBy(search, all?.unavailable ?? []);
  const [first] = found;
  return (
    <Modal
      wide
      title={words.title}
      onClose={onClose}
      // Enter takes what the search has narrowed the list down to.
      onConfirm={() => {
        if (first !== undefined && found.length === 1) onChoose(first);
      }}
      actions={
        <Button weight="quiet" onClick={onClose}>
          {shell.cancel}
        </Button>
      }
    >
      <p class="secondary">{words.lead}</p>
      <TextField id="preset-search" label={words.search} focusFirst value={search} onText={onSearch} />
      {failure !== null && <Notice tone="danger" role="alert" title={failure} />}
      <p class="field-hint" role="status">
        {all !== null && (found.length === 0 ? words.none : words.found(found.length, count(found.length)))}
      </p>
      {found.length > 0 && (
        <ul class="presets">
          {found.map((preset) => (
            <li key={preset.id}>
              <button type="button" class="preset" onClick={() => onChoose(preset)}>
                {preset.name}
              </button>
            </li>
          ))}
        </ul>
      )}
      {unavailable.length > 0 && (
        <section class="presets-unavailable">
          <h3>{words.unavailable}</h3>
          <dl>
            {unavailable.map(({ id, name, reason }) => (
              <div key={id}>
                <dt>{name}</dt>
                <dd class="secondary">
                  <CodeText text={presetText(reason)} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </Modal>
  );
}
