"""Streams and long polls through Django, under gunicorn and under `runserver`."""

import time
import unittest

from tests.place import Place, Stream, eventually

# Whatever is held back until there is enough of it is not seen by then: a ping comes after 15 seconds.
AT_ONCE = 1.5
EVENTS = "/support/api/chat/events"


class Streaming:
    """What holds under both."""

    @classmethod
    def setUpClass(cls):
        cls.place = Place(cls.runner, **cls.more)
        cls.addClassCleanup(cls.place.stop)

    def setUp(self):
        self.ada = self.place.visit("ada")
        eventually("streams of the test before are closed", self.is_free)

    def is_free(self):
        # Whoever left is noticed when there is something to send.
        self.ada.writes("anybody there?")
        return self.place.streams() == 0

    def opens(self, visit, **headers):
        stream = Stream(visit, **headers)
        self.addCleanup(stream.leave)
        stream.wait_for("event: hello")
        return stream

    def test_each_event_arrives_when_it_happens(self):
        stream, desk = self.opens(self.ada), self.opens(self.place.visit("max"))
        for text in ("one", "two", "three"):
            began = time.monotonic()
            self.ada.writes(text)
            for listening in (stream, desk):
                listening.wait_for(f'"content":"{text}"')
            self.assertLess(time.monotonic() - began, AT_ONCE)
        self.assertNotIn("x-chatdesk", stream.text.lower())

    def test_a_browser_goes_on_where_it_was(self):
        stream = self.opens(self.ada)
        self.ada.writes("before")
        stream.wait_for('"content":"before"')
        stream.leave()
        last = [line for line in stream.text.splitlines() if line.startswith("id: ")][-1][4:]
        self.ada.writes("meanwhile")
        again = self.opens(self.ada, **{"Last-Event-ID": last})
        again.wait_for('"content":"meanwhile"')
        self.assertNotIn('"content":"before"', again.text)

    def test_whoever_leaves_frees_the_thread_and_the_stream_behind(self):
        for _ in range(3):
            stream = self.opens(self.ada)
            self.assertEqual(self.place.streams(), 1)
            stream.leave()
            eventually("the stream behind is closed", self.is_free)

    def test_a_long_poll_waits_and_answers(self):
        session = self.ada.writes("one")
        last = self.ada.ask("GET", f"/chat/session/{session}/messages").json["last_seq"]
        at = f"/chat/session/{session}/messages?after={last}&wait=1"
        began = time.monotonic()
        self.assertEqual(self.ada.ask("GET", at).json["messages"], [])
        self.assertGreater(time.monotonic() - began, 0.9)
        answer = self.ada.ask("GET", "/chat/events?wait=0", Accept="application/json")
        self.assertIn("cursor", answer.json)

    def test_a_server_that_ends_ends_the_stream_and_a_new_one_begins(self):
        stream = self.opens(self.ada)
        self.place.chat.stop()
        stream.wait_for_end()
        down = self.ada.ask("GET", "/chat/sessions")
        self.assertEqual((down.status, down.json["code"], down.headers["Retry-After"]), (503, "unavailable", "2"))
        # The host's own pages know nothing of that.
        self.assertEqual(self.ada.get("/").status, 200)
        self.place.chat = self.place.start_chat().ready()
        self.opens(self.ada)

    def test_an_upgrade_is_not_passed_on_but_answered(self):
        answer = self.ada.get("/support/api/chat/ws", Connection="Upgrade", Upgrade="websocket")
        self.assertGreaterEqual(answer.status, 400)
        self.assertLess(answer.status, 500)


class GunicornTests(Streaming, unittest.TestCase):
    runner, more = "gunicorn", {"SUPPORT_STREAMS": "4", "WEB_CONCURRENCY": "1"}

    def test_chats_never_take_every_thread(self):
        streams = [self.opens(self.ada) for _ in range(4)]
        for path in (EVENTS, f"{EVENTS}?wait=20"):
            full = self.ada.get(path)
            self.assertEqual((full.status, full.json["code"]), (503, "unavailable"))
        self.assertEqual(self.ada.ask("GET", "/chat/status").status, 200)
        self.assertEqual(self.ada.get("/").status, 200)
        streams[0].leave()

        def has_room():
            self.ada.writes("room?")
            return self.ada.get(f"{EVENTS}?wait=1", Accept="application/json").status == 200

        eventually("there is room again", has_room)

    def test_an_asset_and_a_page_are_answered_between_streams(self):
        for _ in range(4):
            self.opens(self.ada)
        self.assertEqual(self.ada.get("/support/widget/visitor.wasm").status, 200)


class RunserverTests(Streaming, unittest.TestCase):
    runner, more = "runserver", {}

    def test_a_stream_holds_no_connection_to_the_database(self):
        for _ in range(3):
            self.opens(self.ada)
        eventually("the database is closed", lambda: self.place.open_databases() == 0)


class CompressedTests(unittest.TestCase):
    def test_the_middleware_that_compresses_holds_no_event_back(self):
        place = Place("gunicorn", DJANGO_SETTINGS_MODULE="tests.compressed")
        self.addCleanup(place.stop)
        ada = place.visit("ada")
        page = ada.pool.request(
            "GET", f"{place.url}/", headers={"Accept-Encoding": "gzip", "Cookie": ada.cookie_header}
        )
        self.assertEqual(page.headers["Content-Encoding"], "gzip")
        stream = Stream(ada, **{"Accept-Encoding": "gzip"})
        self.addCleanup(stream.leave)
        stream.wait_for("event: hello")
        ada.writes("seen at once")
        self.assertLess(stream.wait_for('"content":"seen at once"'), AT_ONCE)
