//! Settings: what an admin changes while the server runs.

use chatdesk_api::{ChatSettings, ProblemCode, Settings, StreamEvent};
use chatdesk_tests::{Actor, Resume, Server};
use http::Method;
use serde_json::{Value, json};

async fn shown(reader: &impl Actor) -> ChatSettings {
    reader.get("/chat/settings").await.ok()
}

fn all_day_on(days: &[&str]) -> Value {
    let days: Vec<_> =
        days.iter().map(|day| json!({"day": day, "from": "00:00", "to": "24:00"})).collect();
    json!({"time_zone": "Europe/Berlin", "days": days})
}

const WEEK: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

#[tokio::test]
async fn before_anybody_saved_everything_is_open_and_unsaid() {
    let server = Server::start().await;
    let nothing = json!({
        "title": null, "greeting": null, "expectation": null, "away": null, "color": null,
        "ask_contact": true, "hours": null, "updated_at": null, "updated_by": null,
    });
    assert_eq!(server.agent("a").get("/admin/settings").await.json(), nothing);
    let nothing = json!({
        "title": null, "greeting": null, "expectation": null, "color": null, "ask_contact": true,
        "is_open": true, "away": null, "opens_at": null, "agents_online": 0,
    });
    assert_eq!(server.anonymous().get("/chat/settings").await.json(), nothing);
}

#[tokio::test]
async fn what_an_admin_saves_everybody_is_shown_at_once() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let given = json!({
        "title": " Help ", "greeting": "Hello!\nAsk.", "expectation": "Soon.", "away": "Tomorrow.",
        "color": "#0B5CAD", "ask_contact": false, "hours": all_day_on(&WEEK), "updated_by": "x",
    });

    let saved: Settings = admin.put("/admin/settings", given).await.ok();

    assert_eq!((saved.title.as_deref(), saved.color.as_deref()), (Some("Help"), Some("#0b5cad")));
    assert_eq!(saved.updated_by.as_deref(), Some("root"));
    assert_eq!(server.agent("a").get("/admin/settings").await.ok::<Settings>(), saved);
    for shown in [shown(&server.anonymous()).await, shown(&server.user("42")).await] {
        assert_eq!(shown.greeting.as_deref(), Some("Hello!\nAsk."));
        assert_eq!((shown.ask_contact, shown.is_open, shown.opens_at), (false, true, None));
        assert_eq!(shown.away.as_deref(), Some("Tomorrow."));
    }
}

#[tokio::test]
async fn what_is_absent_is_as_if_it_was_never_set() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let full = json!({"title": "Help", "ask_contact": false, "hours": all_day_on(&[])});
    admin.put("/admin/settings", full).await.expect(200);

    let saved: Settings = admin.put("/admin/settings", json!({"away": "  "})).await.ok();

    let Settings { title, away, ask_contact, hours, .. } = saved;
    assert_eq!((title, away, ask_contact, hours), (None, None, true, None));
}

#[tokio::test]
async fn outside_the_hours_it_says_when_it_opens() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let never = json!({"hours": all_day_on(&[])});
    admin.put("/admin/settings", never).await.expect(200);
    let never = shown(&admin).await;
    assert_eq!((never.is_open, never.opens_at), (false, None));

    // Whatever day it is: each of them is over, begins, or is on.
    for day in WEEK {
        let hours = json!({"hours": all_day_on(&[day])});
        admin.put("/admin/settings", hours).await.expect(200);
        let shown = shown(&admin).await;
        assert_eq!(shown.is_open, shown.opens_at.is_none(), "{day}");
    }
}

#[tokio::test]
async fn settings_that_do_not_fit_are_refused_by_name() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let long = |n: usize| "😀".repeat(n);
    let hours = |day: Value| json!({"hours": {"time_zone": "UTC", "days": [day]}});
    for (body, pointer) in [
        (json!({"title": long(61)}), "/title"),
        (json!({"title": 7}), "/title"),
        (json!({"greeting": long(501)}), "/greeting"),
        (json!({"expectation": long(201)}), "/expectation"),
        (json!({"away": long(501)}), "/away"),
        (json!({"away": "\0"}), "/away"),
        (json!({"color": "red"}), "/color"),
        (json!({"color": "#12345"}), "/color"),
        (json!({"color": "#12345g"}), "/color"),
        (json!({"color": ""}), "/color"),
        (json!({"ask_contact": "yes"}), "/ask_contact"),
        (json!({"hours": []}), "/hours"),
        (json!({"hours": {"days": []}}), "/hours/time_zone"),
        (json!({"hours": {"time_zone": "UTC"}}), "/hours/days"),
        (json!({"hours": {"time_zone": "Mars/Olympus", "days": []}}), "/hours/time_zone"),
        (hours(json!({"day": "someday", "from": "09:00", "to": "17:00"})), "/hours/days/0/day"),
        (hours(json!({"day": "monday", "from": "9:00", "to": "17:00"})), "/hours/days/0/from"),
        (hours(json!({"day": "monday", "from": "22:00", "to": "06:00"})), "/hours/days/0/to"),
        (json!([]), ""),
    ] {
        let answer = admin.put("/admin/settings", body.clone()).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, pointer, "{body}");
    }
    let most = json!({"title": long(60), "greeting": long(500), "expectation": long(200)});
    admin.put("/admin/settings", most).await.expect(200);
}

#[tokio::test]
async fn of_many_who_save_at_once_one_wins_whole() {
    let server = Server::start().await;
    let admins: Vec<_> = (0..8).map(|number| server.admin(&format!("root-{number}"))).collect();

    let saves = admins.iter().map(|admin| {
        let by = admin.id();
        admin.put("/admin/settings", json!({"title": by, "greeting": by, "away": by}))
    });
    for answer in futures_util::future::join_all(saves).await {
        answer.expect(200);
    }

    let Settings { title, greeting, away, updated_by, .. } =
        admins[0].get("/admin/settings").await.ok();
    assert!(title.is_some());
    assert_eq!([&greeting, &away, &updated_by], [&title; 3]);
}

#[tokio::test]
async fn each_change_is_told_to_the_desk_alone_and_no_change_is_not() {
    let server = Server::start().await;
    let (admin, user) = (server.admin("root"), server.user("42"));
    user.open("one").await;
    let mut desk = server.agent("a").stream(&Resume::now()).await;
    let mut customer = user.stream(&Resume::now()).await;

    for title in ["one", "one", "two"] {
        admin.put("/admin/settings", json!({"title": title})).await.expect(200);
    }
    let reply = json!({"shortcut": "a", "title": "a", "text": "a"});
    admin.post("/admin/canned-replies", reply).await.expect(201);
    let session = user.open("end").await.id;

    for _ in 0..3 {
        let event = desk.next().await;
        assert!(matches!(event.event, StreamEvent::Settings(_)), "{event:?}");
        assert!(!event.id.is_empty());
    }
    for event in [desk.next().await, customer.next().await] {
        let StreamEvent::Message(it) = &event.event else { panic!("{event:?}") };
        assert_eq!(it.session.id, session);
    }
}

#[tokio::test]
async fn an_unchanged_answer_to_a_window_is_304() {
    let server = Server::start().await;
    let (nobody, admin) = (server.anonymous(), server.admin("root"));
    let tag = nobody.get("/chat/settings").await.expect(200).header("etag").to_owned();
    let ask = async || {
        let request = nobody.request(Method::GET, "/chat/settings");
        nobody.send(request.header("if-none-match", tag.clone())).await.code()
    };
    assert_eq!(ask().await, 304);
    admin.put("/admin/settings", json!({"title": "Help"})).await.expect(200);
    assert_eq!(ask().await, 200);
}
