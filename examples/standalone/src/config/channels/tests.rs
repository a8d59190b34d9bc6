use super::*;
use crate::config::{Config, tests::from_file};

/// Twenty-four times the letter k, and n.
const SECRETS: [&str; 2] =
    ["whsec_a2tra2tra2tra2tra2tra2tra2tra2tr", "whsec_bm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5u"];

fn webhook(lines: &str) -> Result<Config, String> {
    from_file(&format!("[[channels.webhook]]\n{lines}\n"))
}

fn webhook_with(lines: &str) -> Result<Config, String> {
    webhook(&format!("url = \"https://shop.example/\"\nsecret = \"{}\"\n{lines}", SECRETS[0]))
}

#[test]
fn without_a_table_nobody_is_told() {
    assert!(from_file("").unwrap().channels.webhooks.is_empty());
    assert!(from_file("[channels]").unwrap().channels.webhooks.is_empty());
    assert!(from_file("[channels]\nwebhook = []").unwrap().channels.webhooks.is_empty());
}

#[test]
fn there_may_be_many_and_each_is_told_of_what_it_wants() {
    let [one, two] = SECRETS;
    let config = from_file(&format!(
        r#"
        [[channels.webhook]]
        url = "https://shop.example/hooks/chat"
        secret = "{one}"
        [[channels.webhook]]
        url = "http://10.0.0.7:9000/"
        secret = ["{two}", "{one}"]
        events = ["ticket", "message", "ticket"]
        [server]
        private_webhooks = ["10.0.0.0/8", "::1"]
        "#
    ));

    let webhooks = config.unwrap().channels.webhooks;
    let [shop, warehouse] = &webhooks[..] else { panic!("{webhooks:?}") };
    assert_eq!(shop.url, "https://shop.example/hooks/chat".parse().unwrap());
    assert_eq!((shop.secrets.more.len(), warehouse.secrets.more.len()), (0, 1));
    assert_eq!(shop.events, [Topic::Session, Topic::Message, Topic::Ticket, Topic::Toggle]);
    assert_eq!(warehouse.url, "http://10.0.0.7:9000/".parse().unwrap());
    assert_eq!(warehouse.events, [Topic::Message, Topic::Ticket]);
}

#[test]
fn what_is_missing_or_does_not_fit_is_named_with_its_table() {
    let rows = [
        ("", "number 1, url is missing; expected a URL such as"),
        ("", "number 1, secret is missing; expected whsec_"),
        ("url = 7", "number 1, url: its value does not fit; expected a URL such as"),
        ("url = \"shop.example\"", "number 1, url: its value does not fit"),
        ("url = \"https://ann:pass@shop.example\"", "without user name and password"),
        ("secret = \"whsec_c2hvcnQ=\"", "number 1, secret: its value does not fit"),
        ("secret = []", "base64 of 24 to 64 bytes"),
        ("events = []", "number 1, events: [] does not fit"),
        (
            "events = [\"messages\"]",
            "a list of \"session\", \"message\", \"ticket\" and \"toggle\"",
        ),
        ("events = \"message\"", "number 1, events: \"message\" does not fit"),
        (
            "uri = \"x\"",
            "[channels.webhook] uri is not known; [channels.webhook] has url, secret, events",
        ),
    ];
    for (lines, told) in rows {
        let error = webhook(lines).unwrap_err();
        assert!(error.contains(told), "{lines}: {error}");
        assert!(error.contains("chatdesk.toml: "), "{error}");
    }
}

#[test]
fn what_is_wrong_in_a_table_is_told_together_with_the_rest() {
    let error = webhook("url = 7\n[chat]\nmax_chars = 0").unwrap_err();
    for told in ["url: its value", "secret is missing", "max_chars"] {
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn one_url_is_told_once() {
    let again = format!(
        "[[channels.webhook]]\nurl = \"HTTPS://shop.example\"\nsecret = \"{}\"",
        SECRETS[1]
    );
    let error = webhook_with(&again).unwrap_err();
    assert!(error.contains("[[channels.webhook]] number 2, url is the same"), "{error}");
}

#[test]
fn neither_url_nor_secret_is_shown() {
    let secret = SECRETS[0];
    for lines in [
        "url = \"ftp://shop.example/t0ken\"".to_owned(),
        "url = [\"https://shop.example/t0ken\"]".to_owned(),
        format!("secret = \"{secret}=\""),
        format!("secret = [\"{secret}=\"]"),
    ] {
        let error = webhook(&lines).unwrap_err();
        assert!(!error.contains("t0ken") && !error.contains(secret), "{error}");
    }
    let shown = format!("{:?}", webhook_with("").unwrap());
    assert!(!shown.contains("shop.example") && !shown.contains(secret), "{shown}");
}

#[test]
fn other_channels_are_not_known_and_what_is_no_list_of_tables_is_told() {
    let rows = [
        ("[channels.pigeon]\nurl = \"x\"", "[channels.pigeon] is not known"),
        ("[channels.webhook]\nurl = \"x\"", "[channels.webhook] is not known"),
        ("[channels]\nwebhook = [\"x\"]", "a string in [[channels.webhook]] is not known"),
    ];
    for (file, told) in rows {
        let error = from_file(file).unwrap_err();
        assert!(error.contains(told) && error.contains("[[channels.webhook]]"), "{error}");
    }
}
