//! Records every response from the core to the page.

use serde_json::{Value, json};

use super::Window;

/// Wraps the page's `fetch`, which receives every response.
const LISTEN: &str = "if (window.__heard) return;
window.__heard = [];
const original = window.fetch;
window.fetch = async (...request) => {
  const answer = await original(...request);
  const text = await answer.clone().text();
  window.__heard.push(`${request[0]?.url ?? request[0]} ${text}`);
  return answer;
};";

impl Window {
    /// Starts recording.
    pub async fn listen(&self) {
        self.script(LISTEN, Vec::new()).await;
    }

    /// Returns every response since [`Window::listen`], each after its URL.
    pub async fn heard(&self) -> Vec<String> {
        let heard = self.script("return window.__heard ?? [];", vec![json!(null)]).await;
        let Value::Array(heard) = heard else { return Vec::new() };
        heard.into_iter().filter_map(|line| line.as_str().map(str::to_owned)).collect()
    }
}
