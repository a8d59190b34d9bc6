use secrecy::ExposeSecret as _;

use crate::config::{
    Config,
    key::KEYS,
    tests::{from_file, from_variables},
};

const SID: &str = "AC0123456789abcdef0123456789abcdef";

/// For each table what it needs, each with a value that fits.
fn needed() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let row = |name, keys: &[(&'static str, &str)]| {
        (name, keys.iter().map(|(key, value)| (*key, format!("\"{value}\""))).collect())
    };
    vec![
        row(
            "whatsapp",
            &[
                ("phone_number_id", "106540352242922"),
                ("access_token", "EAAG-hidden"),
                ("app_secret", "app-hidden"),
                ("verify_token", "verify-hidden"),
            ],
        ),
        row(
            "twilio",
            &[
                ("account_sid", SID),
                ("auth_token", "auth-hidden"),
                ("from", "+14155238886"),
                ("public_url", "https://support.example"),
            ],
        ),
        row("telegram", &[("bot_token", "123:bot-hidden"), ("webhook_secret", "hook-hidden")]),
        row("fcm", &[("service_account", "/etc/chatdesk/key.json")]),
        row("slack", &[("webhook_url", "https://hooks.slack.com/services/T/B/hidden")]),
        row("teams", &[("webhook_url", "https://x.logic.azure.com/?sig=hidden")]),
        row("email", &[("smtp_url", "smtps://me:hidden@mail.example"), ("from", "a@b.example")]),
    ]
}

fn table(name: &str, keys: &[(&str, String)]) -> String {
    let keys: Vec<_> = keys.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("[channels.{name}]\n{}\n", keys.join("\n"))
}

fn whole() -> String {
    needed().iter().map(|(name, keys)| table(name, keys)).collect()
}

#[test]
fn what_nobody_configures_is_not_there() {
    for file in ["", "[channels]", "[channels.whatsapp]\n[channels.email]"] {
        let channels = from_file(file).unwrap().channels;
        assert!(channels.whatsapp.is_none() && channels.twilio.is_none(), "{file}");
        assert!(channels.telegram.is_none() && channels.fcm.is_none(), "{file}");
        assert!(channels.slack.is_none() && channels.teams.is_none(), "{file}");
        assert!(channels.email.is_none(), "{file}");
    }
}

#[test]
fn what_a_channel_needs_is_enough_for_it() {
    let channels = from_file(&whole()).unwrap().channels;

    let whatsapp = channels.whatsapp.unwrap();
    assert_eq!(whatsapp.access_token.expose_secret(), "EAAG-hidden");
    assert!(whatsapp.template.is_none() && whatsapp.alert_to.is_empty());
    let twilio = channels.twilio.unwrap();
    assert_eq!((twilio.account_sid.as_str(), twilio.from.as_str()), (SID, "+14155238886"));
    assert_eq!(twilio.public_url.as_str(), "https://support.example");
    let telegram = channels.telegram.unwrap();
    assert_eq!(telegram.bot_token.expose_secret(), "123:bot-hidden");
    assert_eq!((telegram.alert_chat_id, telegram.topics), (None, false));
    assert_eq!(channels.fcm.unwrap().service_account.to_str(), Some("/etc/chatdesk/key.json"));
    assert!(channels.slack.is_some() && channels.teams.is_some() && channels.email.is_some());
}

#[test]
fn of_a_channel_that_is_half_there_what_is_missing_is_named() {
    for (name, keys) in needed() {
        for missing in 0..keys.len() {
            let mut rest = keys.clone();
            let (key, _) = rest.remove(missing);
            if rest.is_empty() {
                continue;
            }
            let error = from_file(&table(name, &rest)).unwrap_err();

            let variable = format!("CHATDESK_CHANNELS_{name}_{key}").to_ascii_uppercase();
            let told = format!("[channels.{name}] {key} (in a variable: {variable}) is missing");
            assert!(error.contains(&told), "{told}: {error}");
            assert_eq!(error.lines().count(), 2, "{error}");
            assert!(!error.contains("hidden"), "{error}");
        }
    }
}

#[test]
fn every_key_can_be_set_by_its_variable() {
    let config = from_variables(&[
        ("CHATDESK_CHANNELS_WHATSAPP_PHONE_NUMBER_ID", "106540352242922"),
        ("CHATDESK_CHANNELS_WHATSAPP_ACCESS_TOKEN", "EAAG"),
        ("CHATDESK_CHANNELS_WHATSAPP_APP_SECRET", "secret"),
        ("CHATDESK_CHANNELS_WHATSAPP_VERIFY_TOKEN", "verify"),
        ("CHATDESK_CHANNELS_WHATSAPP_TEMPLATE", "new_reply"),
        ("CHATDESK_CHANNELS_WHATSAPP_TEMPLATE_LANGUAGE", "de"),
        ("CHATDESK_CHANNELS_WHATSAPP_ALERT_TO", "+49 151 12345678,+14155550100"),
        ("CHATDESK_CHANNELS_WHATSAPP_API_BASE", "http://127.0.0.1:4010"),
        ("CHATDESK_CHANNELS_WHATSAPP_API_VERSION", "v25.0"),
        ("CHATDESK_CHANNELS_TELEGRAM_BOT_TOKEN", "123:abc"),
        ("CHATDESK_CHANNELS_TELEGRAM_WEBHOOK_SECRET", "hook"),
        ("CHATDESK_CHANNELS_TELEGRAM_ALERT_CHAT_ID", "-1001234567890"),
        ("CHATDESK_CHANNELS_TELEGRAM_TOPICS", "true"),
        ("CHATDESK_NOTIFY_DELAY", "30s"),
        ("CHATDESK_NOTIFY_ESCALATION", "1h whatsapp, 5m telegram"),
    ]);
    let Config { channels, notify, .. } = config.unwrap();

    let whatsapp = channels.whatsapp.unwrap();
    let template = whatsapp.template.unwrap();
    assert_eq!((template.name.as_str(), template.language.as_str()), ("new_reply", "de"));
    let numbers: Vec<_> = whatsapp.alert_to.iter().map(|number| number.as_str()).collect();
    assert_eq!(numbers, ["+4915112345678", "+14155550100"]);
    assert_eq!(whatsapp.api_base.unwrap().text, "http://127.0.0.1:4010");
    assert_eq!(whatsapp.api_version.as_deref(), Some("v25.0"));
    let telegram = channels.telegram.unwrap();
    assert_eq!((telegram.alert_chat_id, telegram.topics), (Some(-1_001_234_567_890), true));
    assert_eq!(notify.delay.as_secs(), 30);
    let steps: Vec<_> = notify.escalation.iter().map(|it| (it.after.as_secs(), it.via)).collect();
    assert_eq!(steps, [(300, "telegram"), (3_600, "whatsapp")]);
}

#[test]
fn what_does_not_fit_is_named_and_no_secret_is_shown() {
    let rows = [
        ("whatsapp", "access_token = \"two hidden\""),
        ("whatsapp", "alert_to = [\"0151 hidden\"]"),
        ("whatsapp", "alert_to = [\"015112345678\"]"),
        ("whatsapp", "api_version = \"26\""),
        ("whatsapp", "template = \"New Reply\""),
        ("whatsapp", "phone_number_id = \"\""),
        ("twilio", "account_sid = \"SM0123456789abcdef0123456789abcdef\""),
        ("twilio", "from = \"Support\""),
        ("twilio", "public_url = \"support.example\""),
        ("telegram", "webhook_secret = \"hidden!\""),
        ("telegram", "bot_token = \"\""),
        ("telegram", "alert_chat_id = 0"),
        ("telegram", "alert_chat_id = \"@support\""),
        ("fcm", "service_account = \"\""),
        ("slack", "webhook_url = \"hooks.slack.com/hidden\""),
        ("email", "smtp_url = \"mail.example:hidden\""),
        ("email", "from = \"Support\""),
        ("email", "from = \"Support <a@b.example>\\nBcc: x@y.example\""),
        ("email", "alert_to = [\"team@\"]"),
    ];
    for (name, line) in rows {
        let (key, _) = line.split_once(" = ").unwrap();
        let mut keys = needed().into_iter().find(|(known, _)| *known == name).unwrap().1;
        keys.retain(|(known, _)| *known != key);
        let error = from_file(&format!("{}{line}\n", table(name, &keys))).unwrap_err();

        assert!(error.contains(&format!("[channels.{name}] {key}: ")), "{line}: {error}");
        assert!(error.contains(" does not fit; expected "), "{line}: {error}");
        assert!(!error.contains("hidden"), "{line}: {error}");
        assert_eq!(error.lines().count(), 2, "{line}: {error}");
    }
}

#[test]
fn every_key_says_what_fits() {
    for key in KEYS.iter().filter(|key| key.section.starts_with("channels.")) {
        let error = from_file(&format!("[{}]\n{} = [1.5]\n", key.section, key.name)).unwrap_err();
        let told = format!("chatdesk.toml: [{}] {}: ", key.section, key.name);
        assert!(error.contains(&told), "{told}: {error}");
    }
}

#[test]
fn a_name_that_is_not_known_is_told_with_those_that_are() {
    let error = from_file("[channels.telegram]\ntoken = \"x\"").unwrap_err();
    let told = "[channels.telegram] token is not known; [channels.telegram] has bot_token, ";
    assert!(error.contains(told), "{error}");
    let error = from_file("[channels.fax]\nnumber = 7").unwrap_err();
    assert!(error.contains("[channels.fax] is not known; there are the tables"), "{error}");
    let error = from_variables(&[("CHATDESK_CHANNELS_TELEGRAM_TOKEN", "x")]).unwrap_err();
    assert!(error.contains("there are CHATDESK_CHANNELS_TELEGRAM_BOT_TOKEN, "), "{error}");
    assert!(!error.contains("CHATDESK_CHANNELS_WHATSAPP"), "{error}");
}

#[test]
fn topics_need_a_group() {
    let file = "[channels.telegram]\nbot_token = \"1:a\"\nwebhook_secret = \"s\"\ntopics = true";
    let error = from_file(file).unwrap_err();
    assert!(error.contains("[channels.telegram] alert_chat_id"), "{error}");
    assert!(error.contains("is missing; expected the number of a chat"), "{error}");
}

#[test]
fn twilio_reaches_the_server_where_browsers_do_unless_told_otherwise() {
    let keys =
        format!("account_sid = \"{SID}\"\nauth_token = \"x\"\nfrom = \"whatsapp:+14155238886\"\n");
    let server = "[server]\npublic_url = \"https://one.example\"\n";
    let twilio = |more: &str| {
        let file = format!("{server}[channels.twilio]\n{keys}{more}");
        from_file(&file).unwrap().channels.twilio.unwrap()
    };

    assert_eq!(twilio("").public_url.as_str(), "https://one.example");
    assert_eq!(twilio("").from, "+14155238886");
    let other = twilio("public_url = \"https://two.example/\"");
    assert_eq!(other.public_url.as_str(), "https://two.example");
}

#[test]
fn nothing_that_is_secret_is_shown_with_the_settings() {
    let extra = "alert_to = [\"hidden@example.com\"]\n[channels]\n";
    let shown = format!("{:?}", from_file(&format!("{}{extra}", whole())).unwrap());
    assert!(!shown.contains("hidden"), "{shown}");
    let secret = ["token", "secret", "webhook_url", "smtp_url", "alert_to"];
    for key in KEYS.iter().filter(|key| key.section.starts_with("channels.")) {
        let is_secret = secret.iter().any(|it| key.name.ends_with(it));
        assert_eq!(key.is_secret(), is_secret, "{key:?}");
    }
}
