import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/overlays.css";
import "./styles/shell.css";
import "./styles/list.css";
import "./styles/form.css";
import "./styles/connect.css";

import { effect } from "@preact/signals";
import { render } from "preact";

import { listenToTheProgram, start } from "./app";
import { chosenLanguage } from "./texts";
import { App } from "./views/App";

const root = document.getElementById("app");
if (root) {
  effect(() => {
    document.documentElement.lang = chosenLanguage.value;
  });
  render(<App />, root);
  listenToTheProgram();
  void start();
}
