// The menu on the left: the screens, and which one is shown.
import type { JSX } from "preact";

import { choose, fatal, preferences, version } from "../app/session";
import { go, help, screen } from "../app/screen";
import { IconButton } from "../parts/Button";
import { Icon, type IconName } from "../parts/Icon";
import { isNarrow } from "../parts/windowWidth";
import { texts } from "../texts";

export function Menu(): JSX.Element {
  const { shell } = texts.value;
  const tight = isNarrow.value;
  const collapsed = tight || preferences.value.menu_collapsed;
  const at = screen.value.name;
  return (
    <nav class={`menu ${collapsed ? "is-collapsed" : ""}`} aria-label={shell.menu}>
      <div class="menu-head">
        <span class="menu-logo" aria-hidden="true">
          <Icon name="key" />
        </span>
        {!collapsed && <span class="menu-name">Keyfob</span>}
      </div>
      {/* Without data, no screen works. */}
      {fatal.value === null && (
        <>
          <ul class="menu-list">
            <Entry icon="home" label={shell.home} current={at === "home"} collapsed={collapsed} onGo={() => go("home")} />
            <Entry icon="key" label={shell.authorizations} current={at === "list" || at === "form"} collapsed={collapsed} onGo={() => go("list")} />
          </ul>
          <ul class="menu-list menu-foot">
            <Entry icon="settings" label={shell.settings} current={at === "settings"} collapsed={collapsed} onGo={() => go("settings")} />
          </ul>
        </>
      )}
      <div class="menu-end">
        {!collapsed && version.value !== "" && <span class="secondary figures">{shell.version(version.value)}</span>}
        <IconButton
          icon="keyboard"
          label={texts.value.shortcuts.title}
          onClick={() => {
            help.value = "shortcuts";
          }}
        />
        {/* Where there is no room for words, there is nothing to choose. */}
        {!tight && <IconButton
          icon={collapsed ? "expand" : "collapse"}
          label={collapsed ? shell.expand : shell.collapse}
          onClick={() => void choose({ menu_collapsed: !collapsed })}
        />}
      </div>
    </nav>
  );
}

interface EntryProps {
  icon: IconName;
  label: string;
  current: boolean;
  collapsed: boolean;
  onGo: () => void;
}

function Entry({ icon, label, current, collapsed, onGo }: EntryProps): JSX.Element {
  return (
    <li>
      <button
        type="button"
        class="menu-entry"
        aria-current={current ? "page" : undefined}
        aria-label={collapsed ? label : undefined}
        data-tip={collapsed ? label : undefined}
        onClick={onGo}
      >
        <Icon name={icon} />
        {!collapsed && <span>{label}</span>}
      </button>
    </li>
  );
}
