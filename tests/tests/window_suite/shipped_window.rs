//! A window as it is shipped opens no door, whatever its environment says.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Shipped, tell};

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

#[test]
fn no_inspector_no_automation_and_no_report_in_a_shipped_window() {
    tell(async {
        let home = Home::new();
        let ports = [free_port(), free_port()];
        let [inspector, http_inspector] = ports.map(|port| format!("127.0.0.1:{port}"));
        let report = home.all().join("report");
        let report_path = report.display().to_string();
        let doors = [
            ("WEBKIT_INSPECTOR_SERVER", inspector.as_str()),
            ("WEBKIT_INSPECTOR_HTTP_SERVER", http_inspector.as_str()),
            ("WEBKIT_INJECTED_BUNDLE_PATH", "/nonexistent"),
            ("TAURI_WEBVIEW_AUTOMATION", "true"),
            ("TAURI_AUTOMATION", "true"),
            ("KEYFOB_REPORT_READY", report_path.as_str()),
        ];
        let window = Shipped::open(&home, &doors).await;
        // The page asks for its first data meanwhile.
        tokio::time::sleep(Duration::from_secs(2)).await;
        for port in ports {
            assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err(), "an inspector listens on {port}");
        }
        assert!(!report.exists(), "a report was written");
        let environments = window.environments();
        assert!(!environments.is_empty());
        for (name, _) in &doors[..5] {
            let is_kept =
                environments.iter().any(|text| text.lines().any(|line| line.starts_with(&format!("{name}="))));
            assert!(!is_kept, "{name} was kept");
        }
    });
}
