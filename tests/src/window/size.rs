//! The size of the window, and what can be seen in it without scrolling.

use std::process::Command;

use serde_json::{Value, json};

use super::Window;

/// Returns why an element can't be seen whole, if so: outside the visible area, or covered at a corner or in the middle.
/// Of an element with a text as second argument, only that text counts: what is before it may be cut off.
const HIDDEN: &str = "const [element, text] = arguments;
const part = document.createRange();
const node = [...element.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.includes(text));
if (node) part.selectNodeContents(node);
const { left, top, right, bottom } = node ? part.getBoundingClientRect() : element.getBoundingClientRect();
if (right <= left || bottom <= top) return 'it has no size';
if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return `it is at ${left},${top} to ${right},${bottom}`;
const points = [[left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2], [right - 2, bottom - 2], [(left + right) / 2, (top + bottom) / 2]];
for (const [x, y] of points) {
  const found = document.elementFromPoint(x, y);
  if (!found || !(element.contains(found) || found.contains(element))) return `${found?.outerHTML.slice(0, 80)} covers it`;
}
return null;";

impl Window {
    /// Gives the window another size, as dragging its edge does.
    ///
    /// # Panics
    /// If it doesn't take the size.
    pub async fn resize(&self, width: u32, height: u32) {
        let search = ["search", "--onlyvisible", "--name", "^Keyfob$"];
        let size = ["windowsize".to_owned(), width.to_string(), height.to_string()];
        let status = Command::new("xdotool").args(search).args(size).status();
        assert!(status.expect("xdotool is installed").success(), "the window can't be resized");
        let is_so =
            async || self.script("return [innerWidth, innerHeight]", Vec::new()).await == json!([width, height]);
        self.wait(&format!("{width} × {height}"), is_so).await;
    }

    /// Checks that an element can be seen whole, where the page is scrolled to now.
    ///
    /// # Panics
    /// If it can't.
    pub async fn assert_in_sight(&self, role: &str, name: &str) {
        let element = self.element(role, name).await;
        let hidden = self.script(HIDDEN, vec![json!(element)]).await;
        assert_eq!(
            hidden,
            Value::Null,
            "{role} \"{name}\" can't be seen. The page contains:\n{}",
            self.outline().await
        );
    }

    /// Checks that a text can be seen whole, where the page is scrolled to now.
    ///
    /// # Panics
    /// If it can't.
    pub async fn assert_text_in_sight(&self, text: &str) {
        let script = "const [text] = arguments;
const holds = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.includes(text));
return [...document.querySelectorAll('body *')].filter((element) => holds(element) && element.checkVisibility() && !element.closest('.visually-hidden'))[0] ?? null;";
        let element = self.script(script, vec![json!(text)]).await;
        assert_ne!(element, Value::Null, "nothing shows `{text}`. The page contains:\n{}", self.outline().await);
        let hidden = self.script(HIDDEN, vec![element, json!(text)]).await;
        assert_eq!(hidden, Value::Null, "`{text}` can't be seen");
    }
}
