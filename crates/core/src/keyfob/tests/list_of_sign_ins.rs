//! The list of those authorizations for which a user has to sign in, and when the next sign-in ends.

use super::{
    sign_in_server::{User, UsersServer, rotating, sign_in},
    *,
};
use crate::authorization::{GrantType, ListRow};

const PKCE: GrantType = GrantType::AuthorizationCodePkce;

fn query() -> ListQuery {
    ListQuery { sign_in_needed: true, ..ListQuery::default() }
}

/// The names that a query finds. Both lists agree, and so does the count.
fn names(keyfob: &Keyfob, query: &ListQuery) -> Vec<String> {
    let page = keyfob.list(query).unwrap();
    let names = |rows: &[ListRow]| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&page.rows), names(&keyfob.list_all(query).unwrap()));
    assert_eq!(page.total as usize, page.rows.len());
    assert!(page.rows.iter().all(|row| row.sign_in_needed.is_some()));
    names(&page.rows)
}

#[test]
fn only_those_that_need_a_user_are_found_where_the_query_says_so() {
    for keep_tokens in [true, false] {
        let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
        let keyfob = home.open_keeping_tokens(keep_tokens);
        let save = |name: &str, grant| {
            let mut draft = server.draft(grant);
            draft.name = name.to_owned();
            keyfob.save(&draft, &[]).unwrap()
        };
        let first = save("first", PKCE);
        save("second", GrantType::DeviceCode);
        save("no user", GrantType::ClientCredentials);
        assert_eq!(names(&keyfob, &query()), ["first", "second"]);
        assert_eq!(names(&keyfob, &ListQuery { text: "SEC".to_owned(), ..query() }), ["second"]);
        assert_eq!(
            names(&keyfob, &ListQuery { authorization_type: Some(AuthorizationType::ApiKey), ..query() }),
            [""; 0]
        );
        sign_in(&keyfob, &first.draft, &User::signing_in());
        assert_eq!(names(&keyfob, &query()), ["second"]);
        // A page beyond the end is the last one.
        assert_eq!(keyfob.list(&ListQuery { page: 7, ..query() }).unwrap().page, 0);
    }
}

#[test]
fn when_the_next_sign_in_ends_is_known_with_the_list_and_with_the_counts() {
    for keep_tokens in [true, false] {
        let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
        let keyfob = home.open_keeping_tokens(keep_tokens);
        let saved = keyfob.save(&server.draft(PKCE), &[]).unwrap();
        let ends = || {
            let end = keyfob.list(&ListQuery::default()).unwrap().sign_in_ends_at_ms;
            assert_eq!(keyfob.summary().unwrap().sign_in_ends_at_ms, end);
            end
        };
        assert_eq!(ends(), None);
        // A refresh token without a known end.
        sign_in(&keyfob, &saved.draft, &User::signing_in());
        assert_eq!(ends(), None);
        let mortal = r#"{"access_token":"a","token_type":"Bearer","expires_in":60,"refresh_token":"r","refresh_expires_in":600}"#;
        server.answers(|_| (200, mortal.to_owned()));
        let before = crate::connect::now_ms();
        sign_in(&keyfob, &saved.draft, &User::signing_in());
        let end = ends().unwrap();
        assert!((before + 600_000..=crate::connect::now_ms() + 600_000).contains(&end), "{end}");
    }
}
