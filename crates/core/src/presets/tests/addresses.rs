//! No value of a variable leads anywhere but to the place that its pattern shows.

use proptest::prelude::*;

use super::*;

/// Characters that mean something in a URL, or that some program could take for one.
const HOSTILE: &str =
    "@:/\\?#%&=.-_~+ \t\n\0{}[]<>|^`'\"$!*();,\u{a0}\u{200b}\u{2044}\u{ff0f}\u{3002}\u{e9}\u{202e}xX0A1";

/// Values that could pass for a harmless one.
fn value(example: &'static str) -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(HOSTILE.chars().collect::<Vec<_>>());
    let inserted =
        (0..=example.len(), prop::collection::vec(hostile.clone(), 1..4)).prop_map(move |(at, characters)| {
            let at = example.char_indices().map(|(at, _)| at).chain([example.len()]).nth(at).unwrap_or(example.len());
            format!("{}{}{}", &example[..at], characters.into_iter().collect::<String>(), &example[at..])
        });
    let known = prop::sample::select(vec![
        "evil.example/",
        "evil.example#",
        "evil.example?",
        "user@evil.example",
        "..",
        ".",
        "a/../b",
        "%2e%2e",
        "1.2",
        "0x7f.1",
        "127.1",
        "010.0.0.1",
        "1",
        "xn--a",
        "xn",
        "a..b",
        "-a",
        "a-",
        "host:0",
        "host:99999",
        "host:080",
        "host:",
        ":80",
        "[::1]",
        "https://evil.example",
        "//evil.example",
        "evil.example\\",
        "a b",
        "localhost",
        "10.0.0.5",
        "host:8443/path",
    ]);
    prop_oneof![
        Just(example.to_owned()),
        inserted,
        known.prop_map(str::to_owned),
        prop::collection::vec(hostile, 0..12).prop_map(|characters| characters.into_iter().collect()),
        any::<String>(),
    ]
}

/// Which preset, in which environment, and a value for each of its variables.
fn filled() -> impl Strategy<Value = (&'static str, Environment, Given)> {
    let with_variables: Vec<_> = presets().presets.iter().filter(|preset| !preset.variables.is_empty()).collect();
    let environments = prop::sample::select(Environment::ALL.to_vec());
    (prop::sample::select(with_variables), environments).prop_flat_map(|(preset, environment)| {
        let variables: Vec<_> = preset.variables_of(environment).collect();
        let values: Vec<_> = variables.iter().map(|variable| value(&variable.example)).collect();
        let names: Vec<_> = variables.iter().map(|variable| variable.name.clone()).collect();
        values.prop_map(move |values| (preset.id.as_str(), environment, names.iter().cloned().zip(values).collect()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn whatever_is_entered_the_address_is_the_pattern_with_the_value_in_its_place((id, environment, given) in filled()) {
        let preset = preset(id);
        let Filling::Filled { proposal } = preset.fill(environment, &given, None) else { return Ok(()) };
        // Written out here, and not by the function that is tested.
        let mut expected = preset.token_url.get(environment).clone();
        for (name, value) in &given {
            expected = expected.replace(&format!("{{{name}}}"), value.trim());
        }
        prop_assert_eq!(&proposal.draft.token_url, &expected);
        let url = url::Url::parse(&expected).unwrap();
        prop_assert_eq!(url.scheme(), "https");
        prop_assert!(url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none());
        let rest = expected.strip_prefix("https://").unwrap();
        let (authority, path) = rest.split_once('/').map_or((rest, String::new()), |(authority, path)| (authority, format!("/{path}")));
        let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, port.parse().ok()));
        prop_assert_eq!(url.host_str().unwrap(), host.to_ascii_lowercase());
        prop_assert_eq!(url.port_or_known_default(), port.or(Some(443)));
        prop_assert_eq!(url.path(), if path.is_empty() { "/" } else { &path });
        // What the pattern says of the host is still its end, so it is the vendor's.
        let pattern = preset.token_url.get(environment);
        let fixed = pattern["https://".len()..].split('/').next().unwrap().rsplit('}').next().unwrap();
        prop_assert!(host.ends_with(fixed));
        let is_in_host = |kind: VariableKind| matches!(kind, VariableKind::Label | VariableKind::Host | VariableKind::Address);
        let has_own_host = preset.variables_of(environment).any(|v| is_in_host(v.kind));
        prop_assert!(has_own_host || host == fixed);
    }
}

#[test]
fn each_kind_takes_what_its_description_says() {
    use VariableKind::{Address, Host, Label, Path, Segment, Value};

    let long_label = "a".repeat(64);
    for (kind, text) in [
        (Label, "example"),
        (Label, "a"),
        (Label, "dev-12345"),
        (Label, "A1"),
        (Host, "example.us.auth0.com"),
        (Host, "localhost"),
        (Host, "10.0.0.5"),
        (Host, "00000000-0000-0000-0000-000000000000"),
        (Host, "1password.com"),
        (Address, "am.example.com/am"),
        (Address, "localhost:8443"),
        (Address, "localhost:65535/a/b_c~d.e"),
        (Segment, "a_b~c.d-e"),
        (Segment, "..."),
        (Path, "root/realms/alpha"),
        (Path, "root"),
        (Value, "anything: @?#%"),
    ] {
        assert_eq!(kind.check(text), Ok(()), "{kind:?} {text}");
    }
    for (kind, text, problem) in [
        (Label, "", "Enter a value."),
        (Label, "a.b", "`.` isn't allowed here."),
        (Label, "-a", "Enter one part of a host name: letters, digits, and hyphens inside."),
        (Label, "a-", "Enter one part of a host name: letters, digits, and hyphens inside."),
        (Label, &long_label, "Enter one part of a host name: letters, digits, and hyphens inside."),
        (Host, "https://a.example", "Leave out `https://`."),
        (Host, "a.example/", "`/` isn't allowed here."),
        (Host, "a.example:8443", "`:` isn't allowed here."),
        (Host, "a@b.example", "`@` isn't allowed here."),
        (Host, "a b", "A space isn't allowed here."),
        (Host, "a..b", "This isn't a host name."),
        (Host, "a.example.", "This isn't a host name."),
        (Host, "127.1", "This isn't a host name."),
        (Host, "0x7f000001", "This isn't a host name."),
        (Host, "010.0.0.1", "This isn't a host name."),
        (Address, "a.example:0", "The port must be a number from 1 to 65535."),
        (Address, "a.example:65536", "The port must be a number from 1 to 65535."),
        (Address, "a.example:", "The port must be a number from 1 to 65535."),
        (Address, "a.example/", "Leave out slashes at the start and at the end, and double ones."),
        (Address, "a.example//b", "Leave out slashes at the start and at the end, and double ones."),
        (Address, "a.example/../b", "Leave out `.` and `..` as parts of the path."),
        (Address, "a.example?b", "`?` isn't allowed here."),
        (Address, "[::1]", "`[` isn't allowed here."),
        (Segment, "a/b", "`/` isn't allowed here."),
        (Segment, "..", "Leave out `.` and `..` as parts of the path."),
        (Segment, "%2e", "`%` isn't allowed here."),
        (Segment, "a\\b", "`\\` isn't allowed here."),
        (Path, "/a", "Leave out slashes at the start and at the end, and double ones."),
        (Path, "a/./b", "Leave out `.` and `..` as parts of the path."),
        (Path, "a\u{202e}b", "`\\u{202e}` isn't allowed here."),
    ] {
        assert_eq!(kind.check(text).unwrap_err().to_string(), problem, "{kind:?} {text}");
    }
    for text in ["a\nb", "a\r", "\u{0}", "a\u{85}b"] {
        assert!(matches!(Value.check(text), Err(VariableProblemCode::Character { .. })), "{text:?}");
    }
    assert_eq!(Value.check(&"a".repeat(1_025)).unwrap_err(), VariableProblemCode::TooLong { limit: 1_024 });
}

#[test]
fn parts_that_together_are_no_host_are_refused() {
    let values = given(&[("subdomain", "example"), ("landscape", "10.0.0.5")]);
    let Filling::Invalid { problems } = preset("sap-btp-xsuaa").fill(Environment::Staging, &values, None) else {
        panic!()
    };
    assert!(problems.iter().all(|problem| problem.code == VariableProblemCode::NotAHost) && problems.len() == 2);
}
