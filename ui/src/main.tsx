// The entry point: loads the preferences and the first screen's data, renders the page, and tells the core that the window can be shown.
import { render } from "preact";

import { askFirst } from "./app/firstData";
import { rememberFocus } from "./app/lastFocus";
import { preventReload } from "./app/reloadGuard";
import { begun, fatal, follow, prepare } from "./app/session";
import { applyTheme } from "./app/theme";
import "./styles/index.css";
import { App } from "./views/App";

preventReload();
rememberFocus();
applyTheme();
follow();
await prepare();
if (fatal.peek() === null) await askFirst();
const page = document.querySelector("#page");
if (page !== null) render(<App />, page);
await begun();
