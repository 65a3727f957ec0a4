//! Listens to every answer that crosses from the core to the page.

use serde_json::{Value, json};

use super::Window;

/// Wraps the page's `fetch`, over which every answer comes.
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
    /// Begins to listen.
    pub async fn listen(&self) {
        self.script(LISTEN, Vec::new()).await;
    }

    /// Every answer since [`Window::listen`], each behind the address that it came from.
    pub async fn heard(&self) -> Vec<String> {
        let heard = self.script("return window.__heard ?? [];", vec![json!(null)]).await;
        let Value::Array(heard) = heard else { return Vec::new() };
        heard.into_iter().filter_map(|line| line.as_str().map(str::to_owned)).collect()
    }
}
