//! Facts for a report about a problem.

use super::*;

#[test]
fn diagnostics_have_versions_counts_and_states_and_nothing_that_the_user_named() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("Payroll at Example Bank", "CANARY-secret"), &[]).unwrap();
    keyfob.back_up().unwrap();
    let found = keyfob.diagnostics(&[("WebView", "2.50".to_owned())]).unwrap();
    assert_eq!(found.folder, home.folder.path().display().to_string());
    for line in [
        concat!("Keyfob: ", env!("CARGO_PKG_VERSION")),
        "Authorizations: 1, of which 0 validated",
        "Backups: 1",
        "Vault: keyring, ready",
        "WebView: 2.50",
    ] {
        assert!(found.text.lines().any(|found| found == line), "{line} is missing in {}", found.text);
    }
    assert!(found.text.contains(", in_place\n"));
    for private in ["Payroll", "Bank", "CANARY", "https", &found.folder] {
        assert!(!found.text.contains(private), "{private}: {}", found.text);
    }
}
