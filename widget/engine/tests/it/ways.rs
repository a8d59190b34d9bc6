use chatdesk_api::Transport::{self, LongPoll, Sse, WebSocket};
use chatdesk_widget_engine::Connection;

use crate::model::Server;
use crate::page::{Page, Way, Ways};

/// A page with a chat that has begun, from where streams fare like this from now on.
fn talking(ways: Ways) -> Page {
    let mut page = Page::open(Server::default());
    page.settle();
    page.say();
    page.settle();
    page.ways = ways;
    page.stream_breaks();
    page
}

/// Time passes, and everything arrives, until this holds or so many milliseconds are over.
fn wait_until(page: &mut Page, limit_ms: u64, holds: impl Fn(&Page) -> bool) {
    let end = page.now_ms + limit_ms;
    while !holds(page) {
        if !page.requests.is_empty() {
            page.deliver(0);
        } else if !page.stream_tells() {
            page.wait();
            assert!(page.now_ms <= end, "{:?} after {limit_ms} ms", page.transport);
        }
    }
}

fn is_live_by(page: &Page, transport: Transport) -> bool {
    page.engine.transport() == Some(transport)
}

#[test]
fn where_streams_are_held_back_a_socket_carries_the_news() {
    let mut page = talking(|transport| if transport == Sse { Way::Silent } else { Way::Free });

    wait_until(&mut page, 7_000, |page| is_live_by(page, WebSocket));

    assert_eq!(page.engine.connection(), Connection::Live);
}

#[test]
fn where_upgrades_are_refused_too_answers_are_waited_for() {
    let mut page = talking(|transport| match transport {
        Sse => Way::Silent,
        WebSocket => Way::Cut,
        _ => Way::Free,
    });

    wait_until(&mut page, 12_000, |page| is_live_by(page, LongPoll));
}

#[test]
fn a_stream_that_ends_at_once_again_and_again_is_given_up() {
    let mut page = talking(|transport| if transport == Sse { Way::Cut } else { Way::Free });

    wait_until(&mut page, 5_000, |page| is_live_by(page, WebSocket));
}

#[test]
fn on_every_way_down_news_arrive_within_five_seconds_and_none_twice() {
    let ways: [Ways; 4] = [
        |transport| if transport == Sse { Way::Silent } else { Way::Free },
        |transport| if transport == LongPoll { Way::Free } else { Way::Silent },
        |_| Way::Silent,
        |_| Way::Cut,
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let mut page = talking(way);
        for n in 0..30_u64 {
            // At another point of the way each time.
            let aim = page.now_ms + 700 * (n % 7);
            while page.engine.deadline().is_some_and(|at| at < aim) || !page.requests.is_empty() {
                if page.requests.is_empty() { page.wait() } else { page.deliver(0) }
            }
            page.now_ms = page.now_ms.max(aim);
            page.server.desk_says(&format!("news {n}"));
            let wanted = usize::try_from(n).unwrap() + 2;
            wait_until(&mut page, 5_000, |page| page.shown().len() == wanted);
        }
        let mut announced = page.announced.clone();
        announced.dedup();
        assert_eq!(announced, page.announced, "way {number}");
    }
}

#[test]
fn what_worked_is_kept_and_the_better_one_is_tried_again_later() {
    let mut page = talking(|transport| if transport == Sse { Way::Silent } else { Way::Free });
    wait_until(&mut page, 7_000, |page| is_live_by(page, WebSocket));

    page.stream_breaks();
    wait_until(&mut page, 1_000, |page| page.engine.connection() == Connection::Live);
    assert_eq!(page.engine.transport(), Some(WebSocket), "it is not looked for anew");

    page.ways = |_| Way::Free;
    wait_until(&mut page, 61_000, |page| is_live_by(page, Sse));
}

#[test]
fn a_better_one_that_still_fails_costs_no_news_and_is_tried_ever_more_seldom() {
    let mut page = talking(|transport| if transport == Sse { Way::Cut } else { Way::Free });
    wait_until(&mut page, 5_000, |page| is_live_by(page, WebSocket));
    let mut tried = Vec::new();
    let end = page.now_ms + 1_000_000;

    while page.now_ms < end {
        let before = page.transport;
        if !page.requests.is_empty() {
            page.deliver(0);
        } else if page.engine.deadline().is_some_and(|at| at > page.now_ms + 14_000) {
            // The line is alive.
            page.now_ms += 14_000;
            page.server.desk_says("still here");
            assert!(page.stream_tells());
        } else {
            page.wait();
        }
        if page.transport == Some(Sse) && before != Some(Sse) {
            tried.push(page.now_ms);
        }
    }

    let waits: Vec<u64> = tried.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits.len() >= 3, "{waits:?}");
    assert!(waits.windows(2).all(|pair| pair[1] > pair[0] * 3 / 2), "{waits:?}");
}

#[test]
fn a_server_that_was_away_is_found_again_by_the_way_that_worked() {
    let mut page = talking(|_| Way::Cut);
    for _ in 0..40 {
        page.lose(0);
        page.wait();
    }
    assert_eq!(page.engine.connection(), Connection::Offline);

    page.ways = |_| Way::Free;
    wait_until(&mut page, 11_000, |page| is_live_by(page, Sse));
}

#[test]
fn a_line_that_is_dead_is_noticed_within_twenty_seconds_whatever_carries_it() {
    for wanted in [Sse, WebSocket, LongPoll] {
        let mut page = talking(match wanted {
            Sse => |_| Way::Free,
            WebSocket => |transport| if transport == Sse { Way::Silent } else { Way::Free },
            _ => |transport| if transport == LongPoll { Way::Free } else { Way::Silent },
        });
        wait_until(&mut page, 12_000, |page| is_live_by(page, wanted));
        while !page.requests.is_empty() {
            page.deliver(0);
        }
        page.server.desk_says("heard");
        assert!(page.stream_tells());
        let heard_at = page.now_ms;
        // One direction is dropped: nothing comes any more, and nobody says so.
        page.stream = None;
        page.server.desk_says("not heard");

        wait_until(&mut page, 20_600, |page| page.shown().len() == 3);

        assert!(page.now_ms >= heard_at + 15_000, "a line is not given up before a ping is due");
    }
}

#[test]
fn where_all_but_the_hello_is_held_back_a_socket_carries_the_news() {
    let mut page = talking(|_| Way::Free);
    wait_until(&mut page, 1_000, |page| is_live_by(page, Sse));
    page.stream = None;

    wait_until(&mut page, 20_600, |page| is_live_by(page, WebSocket));
}

#[test]
fn after_an_outage_the_way_that_worked_is_taken_first() {
    let by_socket: Ways = |way| if way == WebSocket { Way::Free } else { Way::Silent };
    let mut page = talking(by_socket);
    wait_until(&mut page, 7_000, |page| is_live_by(page, WebSocket));
    // First nothing but questions get through, then not even those.
    page.ways = |_| Way::Cut;
    page.stream_breaks();
    wait_until(&mut page, 15_000, |page| {
        page.engine.deadline().is_some_and(|at| at > page.now_ms + 4_000)
    });
    while page.engine.connection() != Connection::Offline {
        page.lose(0);
        page.wait();
    }

    page.ways = by_socket;
    page.transport = None;
    wait_until(&mut page, 15_000, |page| page.transport.is_some());
    assert_eq!(page.transport, Some(WebSocket));
}
