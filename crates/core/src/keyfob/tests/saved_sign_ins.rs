//! What a save, and a lock of the vault, does to a sign-in.

use std::sync::Mutex;

use super::{
    renewal::secret,
    sign_in_server::{User, UsersServer, rotating, sign_in},
    sign_ins::{forced, needed_in_list, reason, sign_in_server_request, signed_in},
    tokens::{ask, token},
    *,
};
use crate::{
    authorization::{CodeChallengeMethod, GrantType, RedirectHost},
    connect::Outcome,
    tokens::SignInReason,
    vault::Moment,
};

const PKCE: GrantType = GrantType::AuthorizationCodePkce;

#[test]
fn a_sign_in_with_settings_that_are_saved_afterwards_is_kept() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let keyfob = home.open();
    let draft = server.draft(PKCE);
    sign_in(&keyfob, &draft, &User::signing_in());
    let saved = keyfob.save(&draft, &[]).unwrap();
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-access-1");
    assert!(!needed_in_list(&keyfob));
    // Other settings need another sign-in.
    let mut changed = saved.draft.clone();
    staging(&mut changed).scopes = vec!["more".to_owned()];
    assert!(keyfob.check(&changed).unwrap().ends_sign_in.get(STAGING));
    let saved = keyfob.save(&changed, &[]).unwrap();
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::NotSignedIn);
    assert!(needed_in_list(&keyfob));
}

#[test]
fn changing_how_the_browser_comes_back_keeps_the_sign_in() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, mut saved) = signed_in(&home, &server);
    let each: [fn(&mut OAuth2Draft); 5] = [
        |fields| fields.redirect_port = "8123".to_owned(),
        |fields| fields.redirect_host = RedirectHost::Ipv6,
        |fields| fields.device_url = fields.token_url.replace("/token", "/device"),
        |fields| fields.code_challenge_method = CodeChallengeMethod::Plain,
        |fields| fields.redirect_port.clear(),
    ];
    for change in each {
        let mut changed = saved.draft.clone();
        change(staging(&mut changed));
        assert!(!keyfob.check(&changed).unwrap().ends_sign_in.get(STAGING));
        saved = keyfob.save(&changed, &[]).unwrap();
        assert!(!needed_in_list(&keyfob));
    }
    assert_eq!(token(&home.open(), &forced(&saved)), "canary-access-2");
    // Where users sign in says what they sign in to.
    let mut changed = saved.draft.clone();
    staging(&mut changed).authorization_url += "2";
    assert!(keyfob.check(&changed).unwrap().ends_sign_in.get(STAGING));
    let saved = keyfob.save(&changed, &[]).unwrap();
    assert_eq!(reason(&keyfob, &forced(&saved)), SignInReason::NotSignedIn);
}

#[test]
fn changing_the_grant_type_drops_what_was_signed_in_for() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, saved) = signed_in(&home, &server);
    let mut changed = saved.draft.clone();
    let Details::OAuth2 { grant_type, .. } = &mut changed.details else { panic!("an OAuth 2 draft") };
    *grant_type = GrantType::AuthorizationCode;
    let saved = keyfob.save(&changed, &[]).unwrap();
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::NotSignedIn);
    assert_eq!(
        *keyfob.list(&ListQuery::default()).unwrap().rows[0].environments.get(STAGING),
        EnvironmentState::Configured
    );
}

#[test]
fn the_vault_stays_open_while_a_user_signs_in_unless_the_user_locks_it() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(PKCE), &[]).unwrap();
    let passphrase = secret("correct horse");
    keyfob.move_to_passphrase(&passphrase, OldBackups::Update).unwrap();
    keyfob.set_auto_lock(5).unwrap();
    let saved = keyfob.read(saved.draft.id.unwrap()).unwrap();
    let later = || Moment::now().later(std::time::Duration::from_mins(6));

    let waiting = keyfob.clone();
    let user = User::new(move |asked| {
        assert!(!waiting.vault().lock_if_unused(later()));
        assert!(waiting.vault().lock_if_unused(Moment::now().later(std::time::Duration::from_mins(61))), "it slept");
        waiting.unlock(&secret("correct horse")).unwrap();
        vec![format!("/callback?code=canary-code&state={}", asked.get("state"))]
    });
    assert!(matches!(sign_in(&keyfob, &saved.draft, &user), Outcome::Connected(_)));
    user.answers();
    assert!(!needed_in_list(&keyfob));
    assert!(keyfob.vault().lock_if_unused(later()), "the sign-in is over");

    // Who locks it wants nothing to be kept, and is told to sign in again.
    keyfob.unlock(&passphrase).unwrap();
    keyfob.forget_token(saved.draft.id.unwrap(), STAGING).unwrap();
    let waiting = keyfob.clone();
    let user = User::new(move |asked| {
        waiting.lock_vault().unwrap();
        vec![format!("/callback?code=canary-code&state={}", asked.get("state"))]
    });
    assert!(matches!(sign_in(&keyfob, &saved.draft, &user), Outcome::Connected(_)));
    assert!(matches!(keyfob.take_unrecorded(), Some(Error::VaultLocked)));
    keyfob.unlock(&passphrase).unwrap();
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::NotSignedIn);
    assert!(needed_in_list(&keyfob));
}

#[test]
fn a_refresh_during_which_the_port_is_saved_is_kept() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, saved) = signed_in(&home, &server);
    let answer = rotating(3600);
    // The server knows the refresh token of the sign-in.
    answer(&sign_in_server_request("authorization_code"));
    let (window, draft) = (keyfob.clone(), Mutex::new(Some(saved.draft.clone())));
    server.answers(move |request| {
        let answered = answer(request);
        if let Some(mut draft) = draft.lock().unwrap().take() {
            staging(&mut draft).redirect_port = "8123".to_owned();
            window.save(&draft, &[]).unwrap();
        }
        answered
    });
    assert_eq!(token(&keyfob, &forced(&saved)), "canary-access-2");
    assert!(!needed_in_list(&keyfob));
    assert_eq!(token(&keyfob, &forced(&saved)), "canary-access-3");
}

#[test]
fn a_sign_in_is_kept_if_only_the_port_is_changed_before_the_first_save() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let keyfob = home.open();
    let mut draft = server.draft(PKCE);
    sign_in(&keyfob, &draft, &User::signing_in());
    staging(&mut draft).redirect_port = "8123".to_owned();
    let saved = keyfob.save(&draft, &[]).unwrap();
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-access-1");
    // Only what was connected is validated.
    assert_eq!(saved.validated_at_ms.staging, None);
}

#[test]
fn what_a_save_ends_is_said_exactly() {
    for keep_tokens in [true, false] {
        let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
        let keyfob = home.open_keeping_tokens(keep_tokens);
        let saved = keyfob.save(&server.draft(PKCE), &[]).unwrap();
        let ends = |draft: &Draft| *keyfob.check(draft).unwrap().ends_sign_in.get(STAGING);
        let mut changed = saved.draft.clone();
        staging(&mut changed).scopes = vec!["more".to_owned()];
        // No user has signed in yet.
        assert!(!ends(&changed));
        sign_in(&keyfob, &saved.draft, &User::signing_in());
        assert!(ends(&changed) && !ends(&saved.draft));
        // The same secret is sealed again.
        let mut typed_again = saved.draft.clone();
        staging(&mut typed_again).client_secret = typed("canary-secret");
        assert!(ends(&typed_again));
        // Who has signed in with the changes loses nothing.
        sign_in(&keyfob, &changed, &User::signing_in());
        assert!(!ends(&changed) && ends(&typed_again));
        let saved = keyfob.save(&changed, &[]).unwrap();
        assert!(!needed_in_list(&keyfob));
        // A save that ends it ends it once.
        let mut changed = saved.draft.clone();
        staging(&mut changed).scopes = vec!["other".to_owned()];
        assert!(ends(&changed));
        let saved = keyfob.save(&changed, &[]).unwrap();
        assert!(needed_in_list(&keyfob));
        let mut changed = saved.draft.clone();
        staging(&mut changed).scopes.clear();
        assert!(!ends(&changed));
    }
}

#[test]
fn a_new_authorization_that_is_saved_while_its_user_signs_in_gets_the_sign_in() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let keyfob = home.open();
    let draft = server.draft(PKCE);
    let (window, unsaved) = (keyfob.clone(), draft.clone());
    let user = User::new(move |asked| {
        window.save(&unsaved, &[]).unwrap();
        vec![format!("/callback?code=canary-code&state={}", asked.get("state"))]
    });
    assert!(matches!(sign_in(&keyfob, &draft, &user), Outcome::Connected(_)));
    user.answers();
    assert!(!needed_in_list(&keyfob));
    let saved = keyfob.find("a").unwrap();
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-access-1");
}

#[test]
fn a_sign_in_that_was_not_saved_goes_to_no_other_authorization() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let keyfob = home.open();
    sign_in(&keyfob, &server.draft(PKCE), &User::signing_in());
    // The form is left, and another one begins.
    let _ = keyfob.blank(AuthorizationType::OAuth2);
    let saved = keyfob.save(&server.draft(PKCE), &[]).unwrap();
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::NotSignedIn);
    assert!(needed_in_list(&keyfob));
}
