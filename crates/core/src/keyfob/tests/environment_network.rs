//! Network settings of an environment: used by every request of it, and a stored secret takes a new way only after the user agreed.

use super::{
    network::{proxy_to, tls_server},
    renewal::text_of,
    *,
};
use crate::{
    authorization::{EnvironmentProxyChoice, OriginChange},
    connect::{DiscoveryAsk, Outcome, network::NetworkOverrides},
    oauth::Warning,
    store::forge::forge,
};

const PASSWORD: &str = "canary of the environment's proxy";

fn through(draft: &mut Draft, address: &str) {
    let fields = staging(draft);
    fields.proxy = EnvironmentProxyChoice::Address;
    address.clone_into(&mut fields.proxy_address);
}

fn authority() -> String {
    rcgen::generate_simple_self_signed(vec!["a.example".to_owned()]).unwrap().cert.pem()
}

fn change_in<T: std::fmt::Debug>(result: Result<T>) -> OriginChange {
    match result {
        Err(Error::OriginChanged(change)) => *change,
        other => panic!("the user isn't asked: {other:?}"),
    }
}

fn prepare(keyfob: &Keyfob, draft: &Draft, agreed: &[OriginChange]) -> Result<()> {
    keyfob.prepare_connect(draft, STAGING, &NetworkOverrides::default(), agreed).map(drop)
}

fn connect(keyfob: &Keyfob, draft: &Draft) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let prepared = keyfob.prepare_connect(draft, STAGING, &NetworkOverrides::default(), &[]).unwrap();
    keyfob.record_connect(runtime.block_on(prepared.send()))
}

#[test]
fn a_stored_secret_takes_a_way_that_exposes_it_only_after_the_user_agreed_to_that_one() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("Billing", "s3cr3t"), &[]).unwrap().draft;
    let changes: [Change; 3] = [
        |draft| through(draft, "http://proxy.example:3128"),
        |draft| staging(draft).ca_certificates = authority(),
        |draft| staging(draft).skip_verification = true,
    ];
    for change in changes {
        let mut next = saved.clone();
        change(&mut next);
        let asked = change_in(prepare(&keyfob, &next, &[]));
        assert_eq!((asked.new_origin(), asked.has_new_way()), (None, true));
        assert_eq!(Error::OriginChanged(Box::new(asked.clone())).kind(), FailureKind::WayChanged);
        change_in(keyfob.save(&next, &[]));
        let other =
            OriginChange { to: "https://a.example unverified proxy=http://x.example:1".into(), ..asked.clone() };
        change_in(prepare(&keyfob, &next, &[other]));
        prepare(&keyfob, &next, &[asked]).unwrap();
    }
    let harmless: [Change; 3] = [
        |draft| staging(draft).timeout_s = "5".into(),
        |draft| staging(draft).proxy = EnvironmentProxyChoice::None,
        |draft| staging(draft).proxy = EnvironmentProxyChoice::System,
    ];
    for change in harmless {
        let mut next = saved.clone();
        change(&mut next);
        prepare(&keyfob, &next, &[]).unwrap();
    }
    let mut typed_again = saved;
    staging(&mut typed_again).skip_verification = true;
    staging(&mut typed_again).client_secret = typed("s3cr3t");
    prepare(&keyfob, &typed_again, &[]).unwrap();
}

#[test]
fn going_back_to_a_safer_way_asks_nothing_and_going_there_again_does() {
    let home = Home::new();
    let keyfob = home.open();
    let mut wide = draft("Billing", "s3cr3t");
    through(&mut wide, "http://proxy.example:3128");
    staging(&mut wide).skip_verification = true;
    let wide = keyfob.save(&wide, &[]).unwrap().draft;
    prepare(&keyfob, &wide, &[]).unwrap();

    let mut safer = wide.clone();
    staging(&mut safer).skip_verification = false;
    let safer = keyfob.save(&safer, &[]).unwrap();
    assert_eq!(revealed(&keyfob, &safer, STAGING).unwrap(), "s3cr3t");
    let mut again = safer.draft;
    staging(&mut again).skip_verification = true;
    change_in(prepare(&keyfob, &again, &[]));
    let asked = change_in(keyfob.save(&again, &[]));
    keyfob.save(&again, &[asked]).unwrap();
}

#[test]
fn the_password_of_a_proxy_goes_to_no_other_proxy() {
    let home = Home::new();
    let keyfob = home.open();
    let mut draft = draft("Billing", "s3cr3t");
    through(&mut draft, "http://proxy.example:3128");
    staging(&mut draft).proxy_username = "maria".into();
    staging(&mut draft).proxy_password = typed(PASSWORD);
    let saved = keyfob.save(&draft, &[]).unwrap();
    let id = saved.draft.id.unwrap();
    let shown = keyfob.reveal(id, STAGING, &SecretField::ProxyPassword).unwrap();
    assert_eq!(text_of(&shown), PASSWORD);
    assert!(!serde_json::to_string(&keyfob.read(id).unwrap()).unwrap().contains("canary"));
    prepare(&keyfob, &saved.draft, &[]).unwrap();

    let mut moved = saved.draft.clone();
    through(&mut moved, "http://other.example:3128");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ask = DiscoveryAsk { text: "https://127.0.0.1:1".into(), is_issuer: false, accept_cleartext: false };
    let looked_up = keyfob.discover(ask, Some((moved.clone(), STAGING)), NetworkOverrides::default());
    let asked = change_in(runtime.block_on(looked_up));
    assert_eq!((asked.field, asked.from.as_str()), (SecretField::ProxyPassword, "http://proxy.example:3128"));
    staging(&mut moved).client_secret = typed("s3cr3t");
    assert_eq!(change_in(prepare(&keyfob, &moved, &[])).new_origin().as_deref(), Some("http://other.example:3128"));

    // Another server behind the same proxy may be told the password, and a proxy that isn't used isn't.
    staging(&mut moved).token_url = "https://elsewhere.example/token".into();
    through(&mut moved, "http://proxy.example:3128");
    prepare(&keyfob, &moved, &[]).unwrap();
    staging(&mut moved).proxy = EnvironmentProxyChoice::None;
    let notes = moved.examine().notes;
    assert!(notes.iter().any(|note| note.field == Field::Proxy), "{notes:?}");
    let saved = keyfob.save(&moved, &[]).unwrap();
    assert!(matches!(keyfob.reveal(id, STAGING, &SecretField::ProxyPassword), Err(Error::SecretUnreadable)));
    assert_eq!(staging(&mut saved.draft.clone()).proxy_address, "", "what isn't used isn't kept");
}

#[test]
fn requests_of_an_environment_travel_as_it_says() {
    let home = Home::new();
    let keyfob = home.open();
    let (port, authority) = tls_server();
    let (proxy_port, heads) = proxy_to(port);
    let mut draft = draft("Billing", "s3cr3t");
    staging(&mut draft).token_url = "https://id.example/token".into();
    through(&mut draft, &format!("http://127.0.0.1:{proxy_port}"));
    staging(&mut draft).proxy_username = "maria".into();
    staging(&mut draft).proxy_password = typed(PASSWORD);
    let code = |outcome: &Outcome| match outcome {
        Outcome::Connected(_) => "connected",
        Outcome::Failed(failure) if failure.code.as_str() == "certificate_untrusted" => "untrusted",
        Outcome::Failed(_) => "failed otherwise",
    };
    assert_eq!(code(&connect(&keyfob, &draft)), "untrusted");
    assert!(heads.recv().unwrap().starts_with("CONNECT id.example:443 "));

    staging(&mut draft).ca_certificates = authority;
    let outcome = connect(&keyfob, &draft);
    assert_eq!(code(&outcome), "connected");
    let Outcome::Connected(verified) = outcome else { return };
    assert!(!verified.warnings.contains(&Warning::NotVerified));

    staging(&mut draft).ca_certificates.clear();
    staging(&mut draft).skip_verification = true;
    let saved = keyfob.save(&draft, &[]).unwrap().draft;
    let outcome = connect(&keyfob, &saved);
    assert_eq!(code(&outcome), "connected");
    let text = serde_json::to_string(&outcome).unwrap();
    assert!(text.contains("not_verified") && !text.contains("canary"), "{text}");
    let page = keyfob.list(&ListQuery::default()).unwrap();
    let marked = page.rows[0].skips_verification.unwrap();
    assert_eq!((marked.staging, marked.production), (true, false));

    staging(&mut draft).skip_verification = false;
    staging(&mut draft).proxy = EnvironmentProxyChoice::None;
    assert_eq!(code(&connect(&keyfob, &draft)), "failed otherwise", "there is no id.example without the proxy");
}

#[test]
fn discovery_uses_no_network_settings_that_another_program_changed() {
    let home = Home::new();
    let keyfob = home.open();
    let mut draft = draft("Billing", "s3cr3t");
    through(&mut draft, "http://127.0.0.1:1");
    let id = keyfob.save(&draft, &[]).unwrap().draft.id.unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let discover = || {
        let ask = DiscoveryAsk { text: "https://login.example".into(), is_issuer: false, accept_cleartext: false };
        let of = Some((keyfob.read(id).unwrap().draft, STAGING));
        runtime.block_on(keyfob.discover(ask, of, NetworkOverrides::default()))
    };
    discover().unwrap();
    let sql = "UPDATE environment SET settings = replace(settings, '127.0.0.1:1', '127.0.0.1:2');";
    forge(home.folder.path(), sql).unwrap();
    assert!(matches!(discover(), Err(Error::ChangedOutside(_))));
}

#[test]
fn a_ca_that_vouches_for_another_proxy_needs_an_agreement_for_the_proxy_s_password() {
    let home = Home::new();
    let keyfob = home.open();
    let mut draft = draft("Billing", "s3cr3t");
    through(&mut draft, "https://proxy.example:443");
    staging(&mut draft).proxy_username = "maria".into();
    staging(&mut draft).proxy_password = typed(PASSWORD);
    let mut saved = keyfob.save(&draft, &[]).unwrap().draft;
    staging(&mut saved).client_secret = typed("s3cr3t");
    prepare(&keyfob, &saved, &[]).unwrap();
    staging(&mut saved).ca_certificates = authority();
    let asked = change_in(prepare(&keyfob, &saved, &[]));
    assert_eq!((asked.field.clone(), asked.has_new_way()), (SecretField::ProxyPassword, true));
    prepare(&keyfob, &saved, &[asked]).unwrap();
    staging(&mut saved).ca_certificates = (0..21).map(|_| authority()).collect::<Vec<_>>().concat();
    assert!(matches!(prepare(&keyfob, &saved, &[]), Err(Error::InvalidInput(_))), "all must fit into the question");
}
