//! Query values of the wrong type or out of range: each is named, nothing is clamped.

use chatdesk_tests::Actor;
use http::Method;

use super::expected::INVALID;
use super::{Row, World, fault, row};

pub(super) fn rows(world: &World) -> Vec<Row> {
    let mut rows = messages(world);
    rows.extend(lists(world));
    rows
}

fn messages(world: &World) -> Vec<Row> {
    let page =
        |query: &str| world.user.request(Method::GET, &format!("{}?{query}", world.on("messages")));
    vec![
        fault("limit=0", page("limit=0"), "?limit"),
        fault("limit=201", page("limit=201"), "?limit"),
        fault("limit=abc", page("limit=abc"), "?limit"),
        fault("limit=-1", page("limit=-1"), "?limit"),
        fault("limit=1.5", page("limit=1.5"), "?limit"),
        fault("limit=", page("limit="), "?limit"),
        fault("limit=99999999999999999999", page("limit=99999999999999999999"), "?limit"),
        fault("limit twice", page("limit=1&limit=2"), "?limit"),
        fault("before=0", page("before=0"), "?before"),
        fault("before=x", page("before=x"), "?before"),
        fault("after=-1", page("after=-1"), "?after"),
        fault("after=x", page("after=x"), "?after"),
        fault("after=1e3", page("after=1e3"), "?after"),
        row("after and before", page("after=1&before=2"), INVALID),
    ]
}

fn lists(world: &World) -> Vec<Row> {
    let ask = |path: &str| world.admin.request(Method::GET, path);
    let ids = format!("/admin/users?ids={}", vec!["x"; 201].join(","));
    let long_id = format!("/admin/users?ids={}", "x".repeat(257));
    vec![
        fault("sessions limit=0", ask("/admin/chat/sessions?limit=0"), "?limit"),
        fault("sessions limit=201", ask("/admin/chat/sessions?limit=201"), "?limit"),
        fault("sessions limit=x", ask("/admin/chat/sessions?limit=x"), "?limit"),
        fault("sessions status=x", ask("/admin/chat/sessions?status=x"), "?status"),
        fault("sessions status=", ask("/admin/chat/sessions?status="), "?status"),
        fault("sessions status=ENDED", ask("/admin/chat/sessions?status=ENDED"), "?status"),
        fault("sessions cursor=x", ask("/admin/chat/sessions?cursor=x"), "?cursor"),
        fault("users limit=0", ask("/admin/users?limit=0"), "?limit"),
        fault("users limit=201", ask("/admin/users?limit=201"), "?limit"),
        fault("users cursor=x", ask("/admin/users?cursor=%F0%9F%98%80"), "?cursor"),
        fault("201 ids", ask(&ids), "?ids"),
        fault("an id of 257", ask(&long_id), "?ids"),
    ]
}
