use std::time::Duration;

use crate::config::{Notify, tests::from_file};

fn notify(lines: &str) -> Result<Notify, String> {
    let telegram = "[channels.telegram]\nbot_token = \"1:a\"\nwebhook_secret = \"s\"\n";
    from_file(&format!("{telegram}[notify]\n{lines}\n")).map(|config| config.notify)
}

fn link(server: &str, lines: &str) -> Option<String> {
    let file = format!("[server]\n{server}\n[notify]\n{lines}\n");
    from_file(&file).unwrap().notify.link
}

#[test]
fn unless_told_otherwise_everybody_is_told_at_once_and_of_everything() {
    let notify = notify("").unwrap();
    assert_eq!((notify.delay, notify.preview), (Duration::ZERO, true));
    assert!(notify.quiet_hours.is_none() && notify.escalation.is_empty());
    assert!(notify.page.is_none());
}

#[test]
fn an_alert_leads_to_the_console_where_it_is_known_how_that_is_reached() {
    let public = "public_url = \"https://x.example/a\"\nbase_path = \"/b\"";
    let console = "https://x.example/a/b/console/?session={id}";
    let rows = [
        ("", "", None),
        (public, "", Some(console)),
        (public, "link = \"\"", None),
        (public, "link = \"{public_url}/{id}\"", Some("https://x.example/a/b/{id}")),
        ("", "link = \"{public_url}/{id}\"", None),
        ("", "link = \"https://crm.example/chats/{id}\"", Some("https://crm.example/chats/{id}")),
    ];
    for (server, lines, expected) in rows {
        assert_eq!(link(server, lines).as_deref(), expected, "{server} {lines}");
    }
}

#[test]
fn quiet_hours_are_two_times_of_the_day_and_a_zone() {
    let quiet = |text: &str| notify(&format!("quiet_hours = \"{text}\""));
    let night = quiet("22:00-07:30 Europe/Berlin").unwrap().quiet_hours.unwrap();
    assert_eq!((night.from, night.until, night.zone.as_str()), (1_320, 450, "Europe/Berlin"));
    for text in [
        "",
        "22:00-07:00",
        "22:00 07:00 UTC",
        "22:00-22:00 UTC",
        "24:00-07:00 UTC",
        "22-7 UTC",
        "+2:00-07:00 UTC",
        "22:60-07:00 UTC",
        "22:00-07:00 ",
        "22:00-07:00 Nowhere/At All",
    ] {
        let error = quiet(text).unwrap_err();
        assert!(error.contains("such as \"22:00-07:00 Europe/Berlin\""), "{text}: {error}");
    }
}

#[test]
fn the_steps_of_the_ladder_go_by_the_clock_and_by_channels_that_are_there() {
    let steps = notify(
        "escalation = [{after = \"1h\", via = \"telegram\"}, {via = \"telegram\", after = \"5m\"}]",
    );
    let steps: Vec<_> = steps.unwrap().escalation.iter().map(|it| it.after.as_secs()).collect();
    assert_eq!(steps, [300, 3_600]);
    let rows = [
        ("[{after = \"5m\", via = \"fax\"}]", "by whatsapp, telegram, fcm, slack, teams or email"),
        ("[{after = \"5\", via = \"telegram\"}]", "a list of steps"),
        ("[{after = \"5m\"}]", "a list of steps"),
        ("[{after = \"5m\", via = \"telegram\", to = \"x\"}]", "a list of steps"),
        ("\"5m telegram\"", "a list of steps"),
        ("[{after = \"5m\", via = \"slack\"}]", "channels that are configured, and alert somebody"),
    ];
    for (value, told) in rows {
        let error = notify(&format!("escalation = {value}")).unwrap_err();
        assert!(error.contains(told), "{value}: {error}");
    }
}
