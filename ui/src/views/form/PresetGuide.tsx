// What to enter after starting from a preset, and where it is found. It goes when the form is closed.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { FormController } from "../../form/controller";
import { Button } from "../../parts/Button";
import { CodeText } from "../../parts/CodeText";
import { Disclosure } from "../../parts/Disclosure";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { presetText } from "./presetText";

export function PresetGuide({ controller }: { controller: FormController }): JSX.Element | null {
  const { presets: words, form, shell } = texts.value;
  const guide = controller.guide.value;
  const start = useRef<HTMLDivElement>(null);
  // What was filled in is further below; this says what comes next.
  useEffect(() => {
    if (guide !== null) requestAnimationFrame(() => start.current?.focus());
  }, [guide]);
  if (guide === null) return null;
  const { preset, toEnter } = guide;
  return (
    <div tabIndex={-1} ref={start}>
      <Notice
        tone="info"
        role="region"
        title={words.guide(preset.name)}
        actions={
          <Button
            weight="quiet"
            onClick={() => {
              controller.guide.value = null;
              document.querySelector<HTMLElement>("h1")?.focus();
            }}
          >
            {shell.dismiss}
          </Button>
        }
      >
        <dl class="guide">
          {toEnter.map(({ field, name, help, example, is_required: isRequired }) => (
            <div key={`${field}/${name ?? ""}`}>
              <dt>
                {name === null ? form.fields[field] : `${form.fields[field]}: ${name}`}
                {!isRequired && <span class="field-aside"> {form.optional}</span>}
              </dt>
              <dd>
                <CodeText text={presetText(help)} />
                {example !== null && (
                  <>
                    {" "}
                    <CodeText text={words.example(`\`${example}\``)} />
                  </>
                )}
              </dd>
            </div>
          ))}
        </dl>
        {preset.notes.length > 0 && (
          <>
            <p class="notice-title">{words.also}</p>
            <ul class="guide-notes">
              {preset.notes.map((note) => (
                <li key={note.en}>
                  <CodeText text={presetText(note)} />
                </li>
              ))}
            </ul>
          </>
        )}
        <Disclosure closed={words.sources}>
          {() => (
            <ul class="guide-notes">
              {preset.source.map((page) => (
                <li key={page} class="mono wrap" dir="ltr">
                  {page}
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
      </Notice>
    </div>
  );
}
