// Where the data is.
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import { Button } from "../../parts/Button";
import { texts } from "../../texts";
import { Section } from "./Section";

export function FolderSection({ folder }: { folder: string }): JSX.Element {
  const { settings } = texts.value;
  return (
    <Section
      title={settings.folder}
      lead={settings.folderLead}
      actions={
        <Button disabled={folder === ""} onClick={() => void copy(folder)}>
          {settings.copyFolder}
        </Button>
      }
    >
      <p class="mono wrap">
        <bdi>{folder}</bdi>
      </p>
    </Section>
  );
}
