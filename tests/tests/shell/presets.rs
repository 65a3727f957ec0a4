//! `keyfob presets`, and `keyfob add --preset`.

use serde_json::json as value;

use crate::Person;

const URL: &str = "https://login.example/token";

#[test]
fn presets_are_listed_and_shown_without_any_data() {
    let person = Person::without_data();
    let said = person.keyfob(&["presets"]);
    assert_eq!(said.status, 0, "{said:?}");
    let ids: Vec<_> = said.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids.len() >= 27 && ids.contains(&"microsoft-entra") && ids.is_sorted(), "{said:?}");
    assert!(said.err.contains("`google`"), "{said:?}");
    let all = person.keyfob(&["presets", "--json"]).json();
    assert_eq!(all["presets"].as_array().unwrap().len(), ids.len());
    assert_eq!(all["unavailable"][0]["id"], "ebay");
    let shown = person.keyfob(&["presets", "keycloak"]);
    for part in [
        "Keycloak (keycloak)",
        "https://{server}/realms/{realm}/protocol/openid-connect/token",
        "  realm: Realm. Example: example.",
        "  private_key_jwt\n",
        "  `--client-id`: Admin Console >",
        "https://www.keycloak.org/",
    ] {
        assert!(shown.out.contains(part), "{part}: {shown:?}");
    }
    assert_eq!(
        person.keyfob(&["presets", "Keycloak", "--json"]).json()["asked"]["staging"],
        value!(["server", "realm"])
    );
    let said = person.keyfob(&["presets", "google"]);
    assert_eq!(said.status, 3);
    assert!(said.err.contains("JWT bearer grant"), "{said:?}");
    assert_eq!(person.keyfob(&["presets", "nobody"]).status, 3);
}

#[test]
fn a_preset_fills_in_what_no_option_gives_and_says_what_is_left() {
    let person = Person::new(URL);
    let secret = person.file("secret", "canary");
    let said = person.with_passphrase(&[
        "add",
        "oauth2",
        "Meetings",
        "--preset",
        "zoom",
        "--var",
        "account_id=abc",
        "--client-id",
        "c",
        "--client-secret-file",
        &secret,
    ]);
    assert_eq!((said.status, said.out.as_str()), (0, "Added `Meetings` (staging).\n"), "{said:?}");
    assert!(said.err.contains("Note: The app must be activated."), "{said:?}");
    let saved = &person.shown("Meetings")["environments"]["staging"];
    assert_eq!(saved["token_url"], "https://zoom.us/oauth/token");
    assert_eq!(saved["grant_type_value"], "account_credentials");
    assert_eq!(saved["extra_body"], value!({ "account_id": "abc" }));

    let said = person.with_passphrase(&[
        "add",
        "oauth2",
        "Box",
        "-e",
        "production",
        "--preset",
        "box",
        "--var",
        "subject_id=7",
        "--body",
        "box_subject_type=user",
        "--client-id",
        "c",
        "--client-secret-file",
        &secret,
        "--client-auth",
        "client_secret_basic",
    ]);
    assert_eq!(said.status, 0, "{said:?}");
    let saved = &person.shown("Box")["environments"]["production"];
    assert_eq!(saved["extra_body"], value!({ "box_subject_type": "user", "box_subject_id": "7" }));
    assert_eq!(saved["client_auth"], "client_secret_basic");

    let said = person.with_passphrase(&[
        "add",
        "oauth2",
        "Graph",
        "--preset",
        "microsoft-entra",
        "--var",
        "tenant=acme.example",
        "--client-id",
        "c",
        "--client-secret-file",
        &secret,
    ]);
    assert_eq!(said.status, 0, "{said:?}");
    let left = "Still to enter with `keyfob edit`:\n  `--scope`: Enter the API's Application ID URI";
    assert!(said.err.contains(left) && !said.err.contains("--client-id"), "{said:?}");
    assert!(said.err.contains("Example: `https://graph.microsoft.com/.default`"), "{said:?}");
}

#[test]
fn each_environment_has_its_own_address() {
    let person = Person::new(URL);
    let secret = person.file("secret", "canary");
    for (environment, host) in [("staging", "api-m.sandbox.paypal.com"), ("production", "api-m.paypal.com")] {
        let name = format!("PayPal {environment}");
        let arguments = ["add", "oauth2", &name, "-e", environment, "--preset", "paypal", "--client-id", "c"];
        let said = person.with_passphrase(&[&arguments[..], &["--client-secret-file", &secret]].concat());
        assert_eq!(said.status, 0, "{said:?}");
        let url = format!("https://{host}/v1/oauth2/token");
        assert_eq!(person.shown(&name)["environments"][environment]["token_url"], url);
    }
}

#[test]
fn a_variable_that_is_missing_or_wrong_is_named_with_an_example_and_nothing_is_saved() {
    let person = Person::new(URL);
    let add = |more: &[&str]| {
        let said = person.with_passphrase(&[&["add", "oauth2", "New", "--client-id", "c"], more].concat());
        assert!(!said.out.contains("Added"), "{said:?}");
        (said.status, said.err)
    };
    let keycloak = ["--preset", "keycloak"];
    let (status, said) = add(&keycloak);
    assert_eq!(status, 4);
    for example in ["Example: `--var server=keycloak.example.com`", "Example: `--var realm=example`"] {
        assert!(said.contains(example) && !said.contains("Enter a value."), "{said}");
    }
    for (variables, part) in [
        (vec!["--var", "server=a@evil.example", "--var", "realm=b"], "`--var server`: `@` isn't allowed here."),
        (vec!["--var", "server=https://a.example", "--var", "realm=b"], "`--var server`: Leave out `https://`."),
        (vec!["--var", "server=a.example", "--var", "realm=../b"], "`--var realm`: `/` isn't allowed here."),
        (vec!["--var", "server=a.example", "--var", "relm=b"], "`--var relm`: This preset has no such variable"),
        (vec!["--var", "server=a.example", "--var", "server=b.example"], "`--var server` is given twice."),
    ] {
        let (status, said) = add(&[&keycloak[..], &variables].concat());
        assert_eq!(status, 4, "{said}");
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(add(&["--token-url", URL, "--var", "server=a"]).0, 2);
    let (status, said) = add(&["--preset", "google"]);
    assert!(status == 2 && said.contains("JWT bearer grant"), "{said}");
    assert_eq!(person.keyfob(&["show", "New"]).status, 3);
}

#[test]
fn what_is_missing_is_named_with_the_place_where_it_is_found() {
    let person = Person::new(URL);
    let variables = ["--preset", "keycloak", "--var", "server=a.example", "--var", "realm=b"];
    let said = person.with_passphrase(&[&["add", "oauth2", "New"], &variables[..]].concat());
    assert_eq!(said.status, 4, "{said:?}");
    let found = "Where to find them:\n  `--client-id`: Admin Console > Clients > your client > Settings: copy the Client ID.\n  \
                 `--client-secret-file`: Your client > Credentials: copy the Client Secret.";
    assert!(said.err.contains(found), "{said:?}");
}
