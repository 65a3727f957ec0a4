//! Tokens that are forgotten, or kept in memory alone.

use std::{sync::atomic::Ordering, thread, time::Duration};

use super::{
    tokens::{LATER, Server, TOKEN, ask, token},
    *,
};

#[test]
fn a_forgotten_token_is_gone_for_every_program() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let (keyfob, other) = (home.open(), home.open());
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    token(&keyfob, &ask(&saved));
    other.forget_token(saved.draft.id.unwrap(), STAGING).unwrap();
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-2");
    other.forget_all_tokens().unwrap();
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-3");
}

#[test]
fn tokens_stay_in_memory_if_none_are_to_be_kept() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-1");
    let preferences = Preferences { keep_tokens: false, ..keyfob.preferences().unwrap() };
    keyfob.set_preferences(preferences).unwrap();
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-2");
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-2");
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-token-3");
    keyfob.forget_token(saved.draft.id.unwrap(), STAGING).unwrap();
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-4");
}

#[test]
fn what_is_forgotten_during_a_request_is_not_kept_by_it() {
    let (home, server) = (Home::new(), Server::new(LATER));
    let (keyfob, other) = (home.open(), home.open());
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    let id = saved.draft.id.unwrap();
    let forgets: [&dyn Fn(); 3] =
        [&|| other.forget_token(id, STAGING).unwrap(), &|| other.forget_all_tokens().unwrap(), &|| {
            let preferences = other.preferences().unwrap();
            other.set_preferences(Preferences { keep_tokens: false, ..preferences }).unwrap();
            other.set_preferences(preferences).unwrap();
        }];
    for (forget, number) in forgets.into_iter().zip([1, 3, 5]) {
        let handed_out = thread::scope(|scope| {
            let caller = scope.spawn(|| token(&keyfob, &ask(&saved)));
            while server.requests() < number {
                thread::sleep(Duration::from_millis(5));
            }
            forget();
            caller.join().unwrap()
        });
        assert_eq!(handed_out, format!("canary-token-{number}"), "its own caller gets it");
        assert_eq!(token(&other, &ask(&saved)), format!("canary-token-{}", number + 1));
        other.forget_token(id, STAGING).unwrap();
    }
}

#[test]
fn programs_do_not_wait_for_each_other_if_tokens_stay_in_memory() {
    let (home, server) = (Home::new(), Server::new(LATER));
    let programs = [(); 4].map(|()| home.open());
    let saved = programs[0].save(&server.draft(), &[]).unwrap();
    programs[0].set_preferences(Preferences { keep_tokens: false, ..Preferences::default() }).unwrap();
    thread::scope(|scope| {
        for program in &programs {
            scope.spawn(|| token(program, &ask(&saved)));
        }
    });
    assert_eq!(server.requests(), 4);
    assert!(server.most_at_once.load(Ordering::SeqCst) > 1, "one after another");
}
