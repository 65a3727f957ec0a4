//! Generates Tauri's permissions: each command needs one, and a command that is not listed here can't be called at all.

use tauri_build::{AppManifest, Attributes};

/// Every command of `src/commands`.
const COMMANDS: &[&str] = &[
    "accept_outside_change",
    "acknowledge",
    "back_up",
    "backups",
    "blank",
    "cancel_connect",
    "cancel_keyring",
    "change_passphrase",
    "check",
    "check_network",
    "choose_folder",
    "close_window",
    "connect",
    "continue_without_saving",
    "copy_token",
    "create_passphrase_vault",
    "delete_old_backups",
    "disconnect",
    "dismiss_recovery",
    "dismiss_vault_notice",
    "forget_all_tokens",
    "forget_token",
    "inspect_token",
    "list",
    "lock",
    "make_recovery_key",
    "move_to_keyring",
    "move_to_passphrase",
    "move_url_credentials",
    "network",
    "next_events",
    "open_again",
    "opened",
    "preferences",
    "raw_response",
    "read",
    "read_scopes",
    "remove",
    "replace_lost_key",
    "restore_backup",
    "restore_newest_backup",
    "restore_sealed",
    "retry_keyring",
    "reveal",
    "reveal_proxy_password",
    "reveal_token",
    "rewrite_missing_database",
    "rotate_key",
    "save",
    "script_lines",
    "secret_matches",
    "set_auto_lock",
    "set_network",
    "set_preferences",
    "diagnostics",
    "summary",
    "system_language",
    "tidy",
    "token_status",
    "unlock",
    "unlock_with_recovery_key",
    "unsaved",
    "vault_status",
    "zoom",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(Attributes::new().app_manifest(manifest))?;
    // The page is embedded in the program.
    println!("cargo:rerun-if-changed=../ui/dist");
    Ok(())
}
