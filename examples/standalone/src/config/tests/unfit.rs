use super::from_file;
use crate::config::key::KEYS;

#[test]
fn what_does_not_fit_is_named_with_its_place_and_what_would_fit() {
    let cases = [
        (r#"[server] addr"#, r#""8080""#, "address with a port"),
        ("[server] data", r#""""#, "path of a folder"),
        ("[server] prefix", r#""/console""#, "/console"),
        ("[server] base_path", r#""support""#, "/support"),
        ("[server] public_url", r#""example.com""#, "https://example.com"),
        ("[server] trusted_proxies", r#"["localhost"]"#, "addresses and networks"),
        ("[server] cors_origins", r#"["*"]"#, "without a path"),
        ("[server] metrics_token", r#""short""#, "at least 16 bytes"),
        ("[server] private_webhooks", r#"["localhost"]"#, "addresses and networks"),
        ("[auth] jwt_secret", r#""short and weak""#, "at least 32 bytes"),
        ("[auth] jwt_public_key", r#""""#, "a public key in PEM"),
        ("[auth] jwks_file", "7", "the path of a file"),
        ("[auth] proxy_secret", r#""short""#, "at least 32 bytes"),
        ("[auth] audience", "7", "text that is not empty"),
        ("[auth] issuer", r#""""#, "text that is not empty"),
        ("[auth] leeway", r#""11m""#, r#""10m""#),
        ("[auth] admin_claims", r#""is_staff""#, "a list of names"),
        ("[auth] user_claim", r#""""#, "text that is not empty"),
        ("[auth] name_claim", "true", "text that is not empty"),
        ("[auth] email_claim", "1.5", "text that is not empty"),
        ("[auth] role_claim", "[]", "text that is not empty"),
        ("[auth] visitor_ttl", r#""0s""#, r#""30d""#),
        ("[chat] enabled_by_default", r#""true""#, "true or false"),
        ("[chat] poll_interval", "5", r#""5s""#),
        ("[chat] retention", r#""1m""#, r#""unlimited" or a time"#),
        ("[chat] max_chars", "0", "from 1 to 16000"),
        ("[chat] idle_timeout", r#""30""#, r#""30m""#),
        ("[support] start_words", "[]", "a list of words"),
        ("[support] end_words", "7", "a list of words"),
        ("[support] greeting", "7", "at most 4000 characters"),
        ("[support] acknowledgement", "[]", "at most 4000 characters"),
        ("[support] closing", "true", "at most 4000 characters"),
        ("[support] resolved", "1.5", "at most 4000 characters"),
        ("[support] agent_prefix", "7", "at most 4000 characters"),
        ("[support] menu", "7", "at most 4000 characters"),
        ("[support] close_after", r#""1s""#, r#""7d""#),
        ("[limits] sends_per_actor", "-1", "0 (off) to 1000000"),
        ("[limits] opens_per_actor", "1000001", "0 (off) to 1000000"),
        ("[limits] reads_per_actor", "0.5", "0 (off) to 1000000"),
        ("[limits] streams_per_actor", "true", "0 (off) to 1000000"),
        ("[limits] visitors_per_address", r#""off""#, "0 (off) to 1000000"),
        ("[limits] tickets_per_address", "[]", "0 (off) to 1000000"),
        ("[notify] delay", r#""2d""#, r#""30s""#),
        ("[notify] preview", "1", "true or false"),
        ("[notify] link", r#""console/""#, "{public_url}/console/?session={id}"),
        ("[notify] page", r#""javascript:alert(1)""#, "an address with {id}"),
        ("[notify] quiet_hours", r#""22:00""#, "22:00-07:00 Europe/Berlin"),
        ("[notify] escalation", r#""5m""#, "a list of steps"),
    ];
    // Those of channels have a table of their own.
    let others = KEYS.iter().filter(|key| !key.section.starts_with("channels."));
    assert_eq!(cases.len(), others.count());
    for (key, value, expected) in cases {
        let (section, name) = key.split_once(' ').unwrap();

        let told = from_file(&format!("{section}\n{name} = {value}")).unwrap_err();

        assert!(told.contains(&format!("chatdesk.toml: {key}: ")), "{told}");
        assert!(told.contains(expected), "{told}");
    }
}
