//! The page's commands, one short function each; the core does the work.
//!
//! A new command is added to its file, to [`handler`], to `build.rs` and to `capabilities/page.json`. If one of them is forgotten, the
//! command is refused.

mod authorizations;
mod connect;
mod database;
mod discovery;
mod keys;
mod network;
mod presets;
mod tokens;
mod vault;
mod window;

use tauri::{Wry, ipc::Invoke};

/// Returns the dispatcher of all commands.
#[expect(clippy::too_many_lines, reason = "it is a list")]
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        authorizations::list,
        authorizations::summary,
        authorizations::read,
        authorizations::blank,
        authorizations::check,
        authorizations::read_scopes,
        authorizations::move_url_credentials,
        authorizations::tidy,
        authorizations::save,
        authorizations::remove,
        authorizations::restore_sealed,
        authorizations::accept_outside_change,
        authorizations::reveal,
        authorizations::secret_matches,
        connect::connect,
        connect::cancel_connect,
        connect::raw_response,
        database::rewrite_missing_database,
        database::continue_without_saving,
        database::dismiss_recovery,
        database::restore_backup,
        database::restore_newest_backup,
        discovery::discover,
        keys::hold_key,
        keys::generate_key,
        keys::describe_key,
        keys::describe_certificates,
        network::network,
        network::check_network,
        network::set_network,
        network::reveal_proxy_password,
        presets::presets,
        presets::fill_preset,
        tokens::token_status,
        tokens::copy_token,
        tokens::disconnect,
        tokens::forget_token,
        tokens::forget_all_tokens,
        tokens::inspect_token,
        tokens::introspect_token,
        tokens::verify_token,
        tokens::reveal_token,
        tokens::script_lines,
        vault::vault_status,
        vault::retry_keyring,
        vault::cancel_keyring,
        vault::create_passphrase_vault,
        vault::unlock,
        vault::unlock_with_recovery_key,
        vault::lock,
        vault::change_passphrase,
        vault::move_to_keyring,
        vault::move_to_passphrase,
        vault::rotate_key,
        vault::make_recovery_key,
        vault::replace_lost_key,
        vault::set_auto_lock,
        vault::back_up,
        vault::backups,
        vault::delete_old_backups,
        vault::dismiss_vault_notice,
        window::opened,
        window::next_events,
        window::acknowledge,
        window::open_again,
        window::choose_folder,
        window::unsaved,
        window::close_window,
        window::preferences,
        window::set_preferences,
        window::system_language,
        window::zoom,
        window::diagnostics,
    ]
}
