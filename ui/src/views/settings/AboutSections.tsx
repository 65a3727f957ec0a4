// Version, facts for a problem report, and the licenses of what is inside.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import { version } from "../../app/session";
import { Button } from "../../parts/Button";
import { count, texts } from "../../texts";
import { Section } from "./Section";

interface Library {
  /** Name and version. */
  name: string;
  license: string;
}

export function AboutSections({ text }: { text: string }): JSX.Element {
  const { settings, shell } = texts.value;
  return (
    <>
      <Section
        title={`Keyfob ${version.value}`}
        lead={settings.diagnosticsLead}
        actions={
          <Button disabled={text === ""} onClick={() => void copy(text)}>
            {settings.copyDiagnostics}
          </Button>
        }
      >
        {/* In English, because it is for the people who read the report. */}
        <pre class="diagnostics mono" lang="en" aria-label={settings.diagnostics}>
          {text === "" ? shell.loading : text.trimEnd()}
        </pre>
      </Section>
      <LibrariesSection />
    </>
  );
}

function LibrariesSection(): JSX.Element {
  const { settings } = texts.value;
  const libraries = useSignal<Library[] | null>(null);
  // Loaded when it is wanted: the list is long, and starting must not wait for it.
  const load = async () => {
    const { default: byLicense } = await import("../../licences.json");
    const all = Object.entries(byLicense).flatMap(([license, names]) => names.map((name) => ({ name, license })));
    libraries.value = all.toSorted((one, other) => one.name.localeCompare(other.name, "en"));
  };
  const found = libraries.value;
  return (
    <Section
      title={settings.licenses}
      lead={settings.licensesLead}
      actions={found === null && <Button onClick={() => void load()}>{settings.showLicenses}</Button>}
    >
      {found !== null && (
        // A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div class="libraries" tabIndex={0} role="region" aria-label={settings.licenses}>
          <table class="libraries-table">
            <caption class="visually-hidden">{settings.libraries(found.length, count(found.length))}</caption>
            <thead>
              <tr>
                <th scope="col">{settings.library}</th>
                <th scope="col">{settings.license}</th>
              </tr>
            </thead>
            <tbody>
              {found.map(({ name, license }) => (
                <tr key={name}>
                  <td class="wrap figures">{name}</td>
                  <td class="wrap">{license}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
