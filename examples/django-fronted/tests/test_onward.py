"""What reaches the server behind, seen by one that writes it down."""

import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.place import Place


class Recorder(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = []
    connections = set()

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.path, self.headers, body))
        self.connections.add(self.client_address)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.send_header("Keep-Alive", "timeout=5")
        self.send_header("X-Of-Chatdesk", "kept")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def log_message(self, *_):
        pass


class OnwardTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        below = f"http://127.0.0.1:{server.server_port}/below"
        # gunicorn believes what this machine says of the scheme; here it is somebody else.
        more = {"WEB_CONCURRENCY": "1", "FORWARDED_ALLOW_IPS": "192.0.2.1"}
        cls.place = Place(CHATDESK_URL=below, **more)
        cls.addClassCleanup(cls.place.stop)

    def setUp(self):
        Recorder.seen.clear()

    def sent(self, visit, method="GET", path="/support/api/chat/status", body=None, **headers):
        self.answer = visit.send(method, path, body, **headers)
        return Recorder.seen[-1]

    def test_djangos_cookies_stay_here(self):
        ada = self.place.visit("ada")
        self.assertIn("sessionid", ada.cookies)
        for path in ("/support/widget.js", "/support/api/chat/status"):
            self.assertNotIn("Cookie", self.sent(ada, path=path)[2])

    def test_only_the_api_is_asked_in_somebodys_name(self):
        ada = self.place.visit("ada")
        self.assertNotIn("X-Chatdesk-User", self.sent(ada, path="/support/widget.js")[2])
        headers = self.sent(ada)[2]
        self.assertEqual(headers["X-Chatdesk-User"], self.place.id_of("ada"))
        self.assertNotIn("Authorization", headers)
        tag = f"Bearer {ada.name_tag()}"
        self.assertNotIn("Authorization", self.sent(ada, Authorization=tag)[2])

    def test_what_others_write_in_our_names_goes_no_further(self):
        forged = {"X_Chatdesk_User": "1", "X_Chatdesk_Anything": "1", "X_Forwarded_Proto": "https"}
        headers = self.sent(self.place.visit(), **forged, X_Forwarded_Host="elsewhere", X_Forwarded_For="1.1.1.1")[2]
        self.assertFalse([name for name in headers if name.lower().startswith("x-chatdesk")])
        self.assertEqual(headers.get_all("X-Forwarded-Proto"), ["http"])
        self.assertEqual(headers.get_all("X-Forwarded-Host"), [self.place.url.removeprefix("http://")])
        # The last of them is ours.
        self.assertEqual(headers.get_all("X-Forwarded-For"), ["1.1.1.1, 127.0.0.1"])
        self.assertEqual(headers["Host"], self.place.url.removeprefix("http://"))

    def test_what_concerns_one_connection_stays_on_it(self):
        hop = {"Connection": "close, X-Mine", "X_Mine": "1", "TE": "trailers", "Upgrade": "websocket", "Keep_Alive": "1"}
        headers = self.sent(self.place.visit(), **hop)[2]
        for name in ("Connection", "X-Mine", "TE", "Upgrade", "Keep-Alive"):
            self.assertNotIn(name, headers)
        self.assertEqual(self.answer.headers["X-Of-Chatdesk"], "kept")
        self.assertNotIn("timeout=5", self.answer.headers.get("Keep-Alive", ""))

    def test_everything_else_passes_as_it_is(self):
        kept = {
            "Origin": "https://elsewhere.example",
            "Sec_Fetch_Site": "cross-site",
            "Idempotency_Key": "k",
            "If_None_Match": '"e"',
            "Last_Event_ID": "7",
            "Authorization": "Bearer cdv_x",
            "Content_Type": "application/json; charset=utf-8",
        }
        body = '{"content": "💬"}'.encode()
        method, path, headers, read = self.sent(self.place.visit(), "POST", "/support/api/a%2Fb?x=%20&y", body, **kept)
        self.assertEqual((method, path, read), ("POST", "/below/api/a%2Fb?x=%20&y", body))
        for name, value in kept.items():
            self.assertEqual(headers[name.replace("_", "-")], value)
        self.assertEqual(headers["Content-Length"], str(len(body)))

    def test_connections_are_used_again(self):
        Recorder.connections.clear()
        visit = self.place.visit()
        for _ in range(5):
            self.sent(visit)
        self.assertEqual(len(Recorder.connections), 1)
