// The menu at the left: the areas above, what concerns the program below.
import type { Language } from "../bindings/Language";
import { choose, go, preferences, screen, type Screen } from "../app";
import { IconButton } from "../parts/Button";
import { Icon, type IconName } from "../parts/Icon";
import { t } from "../texts";

export function Menu() {
  const { menu } = t();
  const collapsed = preferences.value.menu_collapsed;
  const name = screen.value.name;
  const inAuthorizations = name === "list" || name === "create" || name === "edit";
  return (
    <nav class={collapsed ? "menu menu-collapsed" : "menu"} aria-label={menu.label}>
      <div class="menu-head">
        <span class="menu-brand">Keyfob</span>
        <IconButton
          icon="panel"
          label={collapsed ? menu.expand : menu.collapse}
          aria-expanded={!collapsed}
          onClick={() => choose({ menu_collapsed: !collapsed })}
        />
      </div>
      <ul>
        <Entry to={{ name: "home" }} icon="home" label={menu.home} active={name === "home"} />
        <Entry to={{ name: "list" }} icon="key" label={menu.authorizations} active={inAuthorizations} />
      </ul>
      <ul class="menu-foot">
        <Entry to={{ name: "vault" }} icon="lock" label={menu.vault} active={name === "vault"} />
        {!collapsed && (
          <li class="menu-language">
            <select
              class="input select"
              aria-label={t().language_choice.label}
              value={preferences.value.language}
              onChange={(event) => choose({ language: event.currentTarget.value as Language })}
            >
              <option value="system">{t().language_choice.system}</option>
              <option value="en" lang="en">
                English
              </option>
              <option value="pt-BR" lang="pt-BR">
                Português (Brasil)
              </option>
            </select>
          </li>
        )}
      </ul>
    </nav>
  );
}

function Entry({ to, icon, label, active }: { to: Screen; icon: IconName; label: string; active: boolean }) {
  return (
    <li>
      <button
        type="button"
        class="menu-entry"
        aria-label={label}
        aria-current={active ? "page" : undefined}
        title={label}
        onClick={() => go(to)}
      >
        <Icon name={icon} size={18} />
        <span class="menu-label">{label}</span>
      </button>
    </li>
  );
}
