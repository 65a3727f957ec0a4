//! A page that crashed or hangs: it can't ask the user anything any more, so the system's dialogs do.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use keyfob_core::{
    dialogs::{self, Loss},
    keyfob::{CoreEvent, DatabaseState},
};
use tauri::{Manager, WebviewWindow, async_runtime::spawn};
use tokio::{sync::watch, time::timeout};

use crate::{
    dialogs::{confirm, confirm_next},
    events::Events,
    state::AppState,
};

/// How long the page may take to acknowledge an event.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(2);

/// Events that the page must acknowledge at once, by number.
#[derive(Default)]
pub(crate) struct Liveness {
    sent: AtomicU64,
    acknowledged: watch::Sender<u64>,
}

impl Liveness {
    /// Counts an event, and returns its number.
    fn count(&self) -> u64 {
        self.sent.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Notes that the page received every event that was sent so far.
    pub(crate) fn acknowledge(&self) {
        self.acknowledged.send_replace(self.sent.load(Ordering::Relaxed));
    }

    /// Returns a future that ends once the page acknowledges an event.
    fn acknowledgement(&self, number: u64) -> impl Future<Output = ()> + Send + use<> {
        let mut acknowledged = self.acknowledged.subscribe();
        async move {
            // Fails only if the program ends.
            acknowledged.wait_for(|last| *last >= number).await.ok();
        }
    }
}

/// Sends the page an event that it must acknowledge. If it doesn't, the user is asked whether to close the window, until the page
/// acknowledges after all.
pub(crate) fn send_acknowledged(window: WebviewWindow, event: CoreEvent) {
    let app = window.app_handle().clone();
    let liveness = app.state::<Liveness>();
    let acknowledgement = liveness.acknowledgement(liveness.count());
    app.state::<Events>().send(event);
    spawn(async move {
        tokio::pin!(acknowledgement);
        if timeout(ACKNOWLEDGED_WITHIN, &mut acknowledgement).await.is_ok() {
            return;
        }
        tokio::select! {
            closes = confirm(&app, &window, dialogs::page_hangs) => if closes { end(&window) },
            () = acknowledgement => {}
        }
    });
}

/// Asks the user whether to reload a page that crashed, or to close the window.
pub(crate) fn page_crashed(window: &WebviewWindow) {
    let (app, window) = (window.app_handle().clone(), window.clone());
    let state = AppState::of(&app);
    let loss = match state.database_state() {
        DatabaseState::InPlace if state.has_unsaved() => Loss::Changes,
        DatabaseState::InPlace => Loss::Nothing,
        DatabaseState::Gone | DatabaseState::NotSaving => Loss::Data,
    };
    state.set_unsaved(false);
    // What was sent to this page is never acknowledged.
    app.state::<Liveness>().acknowledge();
    spawn(async move {
        if confirm_next(&app, &window, |language| dialogs::page_crashed(loss, language)).await {
            window.destroy().ok();
        } else {
            window.reload().ok();
        }
    });
}

/// Learns when the page's process ends. On Windows this isn't known; there, only a request to close the window notices it.
#[cfg(target_os = "linux")]
pub(crate) fn watch_process(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{WebProcessTerminationReason, WebViewExt};

    let shown = window.clone();
    window.with_webview(move |webview| {
        webview.inner().connect_web_process_terminated(move |_, reason| {
            if reason != WebProcessTerminationReason::TerminatedByApi {
                page_crashed(&shown);
            }
        });
    })
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn watch_process(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Closes the window and ends its page, which may be stuck and wouldn't end by itself.
fn end(window: &WebviewWindow) {
    #[cfg(target_os = "linux")]
    window
        .with_webview(|webview| {
            use webkit2gtk::WebViewExt;
            webview.inner().terminate_web_process();
        })
        .ok();
    window.destroy().ok();
}
