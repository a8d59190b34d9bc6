use std::ffi::OsString;

use chatdesk_core::Support;
use secrecy::ExposeSecret;

mod unfit;

use super::*;
use crate::config::key::KEYS;

/// What somebody wrote, source by source.
#[derive(Default)]
struct Written<'a> {
    file: &'a str,
    variables: &'a [(&'a str, &'a str)],
    flags: Flags,
}

impl Written<'_> {
    fn read(self) -> Result<Config, String> {
        let mut settings = Settings::default();
        settings.lay_toml("chatdesk.toml", self.file);
        let variables = self.variables.iter();
        settings
            .lay_variables(variables.map(|(name, text)| (OsString::from(name), (*text).into())));
        settings.lay_flags(self.flags);
        Config::from_settings(settings).map_err(|error| error.to_string())
    }
}

pub(super) fn from_file(file: &str) -> Result<Config, String> {
    Written { file, ..Written::default() }.read()
}

pub(super) fn from_variables(variables: &[(&str, &str)]) -> Result<Config, String> {
    Written { variables, ..Written::default() }.read()
}

#[test]
fn nothing_needs_to_be_configured() {
    let config = from_file("").unwrap();

    assert_eq!(config.server.addr.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.data, PathBuf::from("./chatdesk-data"));
    assert_eq!(config.server.prefix.as_str(), "/api");
    assert_eq!(config.server.base_path.as_str(), "");
    assert_eq!(config.server.public_url, None);
    assert!(config.auth.jwt_secret.is_none());
    assert_eq!((config.auth.audience, config.auth.issuer), (None, None));
    assert_eq!(config.auth.leeway, Duration::ZERO);
    assert!(config.auth.admin_claims.is_empty());
    assert_eq!(config.auth.user_claim, "sub");
    assert_eq!(config.auth.name_claim, "name");
    assert_eq!(config.auth.email_claim, "email");
    assert_eq!(config.auth.role_claim, "role");
    assert_eq!(config.auth.visitor_ttl, Duration::from_secs(30 * 24 * 60 * 60));
    assert!(config.chat.enabled_by_default);
    assert_eq!(config.chat.poll_interval, Duration::from_secs(5));
    assert_eq!(config.chat.retention, None);
    assert_eq!(config.chat.max_chars, 4_000);
    assert_eq!(config.support.by_text, Support::default());
    assert_eq!(config.support.by_text.idle_timeout, Duration::from_mins(30));
    assert_eq!(config.support.close_after, Duration::from_hours(7 * 24));
    assert_eq!(config.server.trusted_proxies, Network::loopback());
    assert!(config.server.cors_origins.is_empty() && config.server.metrics_token.is_none());
    assert_eq!(config.limits, Limits::default());
    assert_eq!(config.server.destinations, Destinations::public());
}

#[test]
fn nobody_is_trusted_where_others_can_connect() {
    let config = from_file("[server]\naddr = \"0.0.0.0:80\"").unwrap();
    assert!(config.server.trusted_proxies.is_empty());
}

#[test]
fn lists_of_networks_and_origins_and_numbers_are_read() {
    let config = from_variables(&[
        ("CHATDESK_SERVER_TRUSTED_PROXIES", "10.0.0.7, fd00::/8"),
        ("CHATDESK_SERVER_CORS_ORIGINS", "https://Shop.example:443"),
        ("CHATDESK_SERVER_PRIVATE_WEBHOOKS", "127.0.0.0/8, ::1"),
        ("CHATDESK_LIMITS_SENDS_PER_ACTOR", "0"),
        ("CHATDESK_LIMITS_TICKETS_PER_ADDRESS", "7"),
    ]);
    let config = config.unwrap();

    let proxies: Vec<_> = config.server.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.7/32", "fd00::/8"]);
    let private = Destinations::public().and("127.0.0.0/8").and_then(|it| it.and("::1")).unwrap();
    assert_eq!(config.server.destinations, private);
    assert_eq!(config.server.cors_origins[0].as_str(), "https://shop.example");
    assert_eq!((config.limits.sends_per_actor, config.limits.tickets_per_address), (0, 7));
}

#[test]
fn the_file_in_the_readme_names_every_key_with_its_default() {
    let readme = include_str!("../../README.md");
    let file = readme.split("```toml").nth(1).unwrap().split("```").next().unwrap();

    let config = from_file(file).unwrap();

    assert_eq!(format!("{config:?}"), format!("{:?}", from_file("").unwrap()));
    for key in KEYS {
        assert!(file.contains(&format!("{} = ", key.name)), "{key:?}");
    }
}

#[test]
fn the_file_sets_every_key() {
    let config = from_file(
        r#"
        [server]
        addr = "[::1]:9000"
        data = "/var/lib/chatdesk"
        prefix = "/support-api"
        base_path = "/a/b"
        public_url = "https://example.com"
        [auth]
        jwt_secret = "0123456789abcdef0123456789abcdef"
        audience = "chat"
        issuer = "shop"
        leeway = "10s"
        admin_claims = ["is_staff", "is_admin"]
        user_claim = "user_id"
        name_claim = "full_name"
        email_claim = "mail"
        role_claim = "chat_role"
        visitor_ttl = "7d"
        [chat]
        enabled_by_default = false
        poll_interval = "15s"
        retention = "90d"
        max_chars = 500
        "#,
    )
    .unwrap();

    assert_eq!(config.server.addr.to_string(), "[::1]:9000");
    assert_eq!(config.server.data, PathBuf::from("/var/lib/chatdesk"));
    assert_eq!(config.server.prefix.as_str(), "/support-api");
    assert_eq!(config.server.base_path.as_str(), "/a/b");
    assert_eq!(config.server.public_url.unwrap().as_str(), "https://example.com");
    let secret = config.auth.jwt_secret.unwrap();
    assert_eq!(secret.expose_secret(), "0123456789abcdef0123456789abcdef");
    assert_eq!(config.auth.audience.as_deref(), Some("chat"));
    assert_eq!(config.auth.issuer.as_deref(), Some("shop"));
    assert_eq!(config.auth.leeway, Duration::from_secs(10));
    assert_eq!(config.auth.admin_claims, ["is_staff", "is_admin"]);
    assert_eq!(config.auth.user_claim, "user_id");
    assert_eq!(config.auth.name_claim, "full_name");
    assert_eq!(config.auth.email_claim, "mail");
    assert_eq!(config.auth.role_claim, "chat_role");
    assert_eq!(config.auth.visitor_ttl, Duration::from_secs(7 * 24 * 60 * 60));
    assert!(!config.chat.enabled_by_default);
    assert_eq!(config.chat.poll_interval, Duration::from_secs(15));
    assert_eq!(config.chat.retention, Some(Duration::from_hours(90 * 24)));
    assert_eq!(config.chat.max_chars, 500);
}

#[test]
fn the_file_sets_what_is_said_by_text() {
    let config = from_file(
        r#"
        [chat]
        idle_timeout = "5m"
        [support]
        start_words = ["help"]
        end_words = ["bye"]
        greeting = ""
        agent_prefix = "Desk: "
        close_after = "1d"
        "#,
    )
    .unwrap();

    let chosen = &config.support.by_text;
    assert_eq!(
        (chosen.start_words.as_slice(), chosen.end_words.as_slice()),
        (["help".to_owned()].as_slice(), ["bye".to_owned()].as_slice(),)
    );
    assert_eq!((chosen.greeting.as_str(), chosen.agent_prefix.as_str()), ("", "Desk: "));
    assert_eq!(chosen.closing, Support::default().closing);
    assert_eq!(chosen.idle_timeout, Duration::from_mins(5));
    assert_eq!(config.support.close_after, Duration::from_hours(24));
}

#[test]
fn a_flag_wins_over_the_environment_and_the_environment_over_the_file() {
    let written = Written {
        file: "[server]\naddr = \"127.0.0.1:1\"\ndata = \"file\"\n[chat]\nmax_chars = 1",
        variables: &[
            ("CHATDESK_SERVER_ADDR", "127.0.0.1:2"),
            ("CHATDESK_SERVER_DATA", "environment"),
        ],
        flags: Flags { addr: Some("127.0.0.1:3".to_owned()), data: None },
    };

    let config = written.read().unwrap();

    assert_eq!(config.server.addr.port(), 3);
    assert_eq!(config.server.data, PathBuf::from("environment"));
    assert_eq!(config.chat.max_chars, 1);
}

#[test]
fn variables_say_numbers_switches_and_lists_as_text() {
    let config = from_variables(&[
        ("CHATDESK_CHAT_MAX_CHARS", "100"),
        ("CHATDESK_CHAT_ENABLED_BY_DEFAULT", "false"),
        ("CHATDESK_AUTH_ADMIN_CLAIMS", "is_staff, is_admin"),
    ])
    .unwrap();

    assert_eq!(config.chat.max_chars, 100);
    assert!(!config.chat.enabled_by_default);
    assert_eq!(config.auth.admin_claims, ["is_staff", "is_admin"]);
}

#[test]
fn an_empty_list_is_a_list() {
    let config = from_variables(&[("CHATDESK_AUTH_ADMIN_CLAIMS", "")]).unwrap();

    assert!(config.auth.admin_claims.is_empty());
}

#[test]
fn variables_of_others_of_tests_and_of_the_log_are_left_alone() {
    let config = from_variables(&[
        ("PATH", "/bin"),
        ("CHATDESK", "1"),
        ("CHATDESK_LOG", "debug"),
        ("CHATDESK_TEST_SERVER", "/tmp/x"),
    ]);

    assert!(config.is_ok(), "{config:?}");
}

#[test]
fn every_wrong_variable_is_named_at_once() {
    let told = from_variables(&[
        ("CHATDESK_CHAT_MAX_CHARS", "many"),
        ("CHATDESK_CHAT_ENABLED_BY_DEFAULT", "yes"),
    ])
    .unwrap_err();

    assert!(told.contains(r#"CHATDESK_CHAT_MAX_CHARS: "many" does not fit"#), "{told}");
    assert!(told.contains(r#"CHATDESK_CHAT_ENABLED_BY_DEFAULT: "yes" does not fit"#), "{told}");
}

#[test]
fn a_wrong_flag_is_named() {
    let flags = Flags { addr: Some("nowhere".to_owned()), data: None };

    let told = Written { flags, ..Written::default() }.read().unwrap_err();

    assert!(told.contains(r#"--addr: "nowhere" does not fit"#), "{told}");
}

#[test]
fn what_a_stronger_source_replaces_is_not_looked_at() {
    let written = Written {
        file: "[chat]\nmax_chars = \"many\"",
        variables: &[("CHATDESK_CHAT_MAX_CHARS", "10")],
        ..Written::default()
    };

    assert_eq!(written.read().unwrap().chat.max_chars, 10);
}

#[test]
fn an_unknown_name_is_an_error_that_names_it_and_what_there_is() {
    let cases = [
        ("[chat]\nmax_char = 5", "[chat] max_char is not known", "max_chars"),
        ("[chats]\nmax_chars = 5", "[chats] is not known", "[chat]"),
        ("max_chars = 5", "max_chars, outside of every table, is not known", "[chat]"),
    ];
    for (file, named, offered) in cases {
        let told = from_file(file).unwrap_err();

        assert!(told.contains(named), "{told}");
        assert!(told.contains(offered), "{told}");
    }
    let told = from_variables(&[("CHATDESK_CHAT_MAX_CHAR", "5")]).unwrap_err();
    assert!(told.contains("CHATDESK_CHAT_MAX_CHAR is not known"), "{told}");
    assert!(told.contains("CHATDESK_CHAT_MAX_CHARS"), "{told}");
}

#[test]
fn a_secret_is_never_shown() {
    let broken = "[auth]\njwt_secret = \"open sesame\nleeway = 1";
    let short = "[auth]\njwt_secret = \"open sesame\"";
    let number = "[auth]\njwt_secret = 73766";
    let collector = "[server]\nmetrics_token = \"open sesame\"";

    let files = [
        (broken, "line 2"),
        (short, "jwt_secret"),
        (number, "jwt_secret"),
        (collector, "metrics_token"),
    ];
    for (file, hint) in files {
        let told = from_file(file).unwrap_err();

        assert!(told.contains(hint), "{told}");
        assert!(!told.contains("sesame") && !told.contains("73766"), "{told}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let mut settings = Settings::default();
    settings.lay_file(std::path::Path::new("/nowhere/chatdesk.toml"));

    let told = Config::from_settings(settings).unwrap_err().to_string();

    assert!(told.contains("/nowhere/chatdesk.toml cannot be read"), "{told}");
    assert!(told.contains("--config"), "{told}");
}

#[test]
fn of_the_hosts_keys_one_can_be_set_and_both_places_are_told() {
    let pem = "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n";
    let config = from_variables(&[("CHATDESK_AUTH_JWT_PUBLIC_KEY", pem)]).unwrap();
    assert_eq!(config.auth.jwt_public_key.as_deref(), Some(pem));
    let secret = "0123456789abcdef0123456789abcdef";
    let config =
        from_file(&format!("[auth]\njwks_file = \"keys.json\"\nproxy_secret = \"{secret}\"\n"));
    let auth = config.unwrap().auth;
    assert_eq!(auth.jwks_file, Some(PathBuf::from("keys.json")));
    assert_eq!(auth.proxy_secret.unwrap().expose_secret(), secret);

    let written = Written {
        file: "[auth]\njwks_file = \"keys.json\"\n",
        variables: &[("CHATDESK_AUTH_JWT_SECRET", secret)],
        ..Written::default()
    };
    let both = written.read().unwrap_err();
    let short = from_variables(&[("CHATDESK_AUTH_PROXY_SECRET", "short")]).unwrap_err();

    assert!(both.contains("jwks_file") && both.contains("CHATDESK_AUTH_JWT_SECRET"), "{both}");
    assert!(short.contains("32") && !short.contains("\"short\""), "{short}");
}
