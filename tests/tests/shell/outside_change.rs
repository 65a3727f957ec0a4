//! What another program changed is never used, and is reported, restored or accepted.

use keyfob_tests::hostile::{HostileServer, token};

use crate::{Person, open};

#[test]
fn a_secret_that_was_put_into_the_settings_is_never_sent() {
    let typed = r#"{"kind":"typed","text":"planted"}"#;
    let extra = format!(r#"[{{"slot":"a","place":"body","name":"a","value":{{"kind":"secret","input":{typed}}}}}]"#);
    for (path, planted) in [("$.client_secret", typed), ("$.extras", &extra)] {
        let server = HostileServer::start(token("a"));
        let person = Person::new(&server.url("/token"));
        let id = open(&person.home).find("Billing API").unwrap().draft.id.unwrap();
        let sql = format!(
            "UPDATE environment SET settings = json_set(settings, '{path}', json('{planted}')) \
             WHERE authorization_id = '{id}';"
        );
        keyfob_core::torture::forge(&person.home.data(), &sql).unwrap();
        let said = person.with_passphrase(&["connect", "Billing API"]);
        assert_ne!(said.status, 0, "{path}: {}", said.out);
        assert_eq!(server.connections(), 0, "{path}: {}", said.err);
    }
}

#[test]
fn what_another_program_changed_is_told_and_restored_or_accepted_as_the_user_says() {
    let server = HostileServer::start(token("a"));
    let person = Person::new(&server.url("/token"));
    let change = |client_id: &str| {
        let sql = format!(
            "UPDATE environment SET settings = json_set(settings, '$.client_id', '{client_id}') WHERE settings LIKE '%token_url%';"
        );
        keyfob_core::torture::forge(&person.home.data(), &sql).unwrap();
    };
    let verify = |arguments: &[&str]| person.with_passphrase(&[&["verify"], arguments].concat());
    let fine = verify(&[]);
    assert_eq!((fine.status, fine.out.as_str()), (0, "Nothing was changed outside Keyfob.\n"));

    change("planted");
    let told = verify(&["Billing API"]);
    assert_eq!(told.status, 4, "{}", told.err);
    assert!(told.out.contains("client_id was") && told.out.contains("is \"planted\""), "{}", told.out);
    let revealed = person.with_passphrase(&["show", "Billing API", "--reveal"]);
    assert_eq!(revealed.status, 4, "{}", revealed.err);
    assert_eq!(verify(&["Billing API", "--restore"]).status, 0);
    let shown = person.with_passphrase(&["show", "Billing API", "--reveal"]);
    assert!(shown.status == 0 && !shown.out.contains("planted"), "{}", shown.out);

    change("planted");
    let token = |arguments: &[&str]| {
        let told = verify(arguments);
        let after = told.out.split("--accept ").nth(1).unwrap_or_else(|| panic!("no token: {}{}", told.out, told.err));
        after.split('`').next().unwrap_or_default().to_owned()
    };
    let looked_at = token(&["Billing API"]);
    change("planted later");
    for wrong in [looked_at.as_str(), "", "a"] {
        let refused = verify(&["Billing API", "--accept", wrong]);
        assert_eq!(refused.status, 4, "{wrong}: {}", refused.out);
        assert!(refused.err.contains("planted later"), "{}", refused.err);
    }
    let now = token(&[]);
    assert_eq!(verify(&["Billing API", "--accept", &now]).status, 0);
    assert_eq!(verify(&[]).status, 0);
    assert_eq!(server.connections(), 0);
}
