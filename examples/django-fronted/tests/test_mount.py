"""What passes the mount, in whose name, and what does not."""

import unittest
import zlib

from tests.place import Place

place = None


def setUpModule():
    global place
    place = Place()


def tearDownModule():
    place.stop()


class PathTests(unittest.TestCase):
    def test_every_kind_of_path_answers(self):
        visitor = place.visit()
        kinds = {
            "/support/widget.js": "text/javascript",
            "/support/widget/visitor.js": "text/javascript",
            "/support/widget/visitor.wasm": "application/wasm",
            "/support/console/console.js": "text/javascript",
            "/support/console/console.css": "text/css",
            "/support/api/openapi.json": "application/json",
            "/support/api/chat/status": "application/json",
            "/support/api/healthz": None,
        }
        for path, kind in kinds.items():
            answer = visitor.get(path)
            self.assertEqual(answer.status, 200, path)
            if kind:
                self.assertTrue(answer.headers["Content-Type"].startswith(kind), (path, answer.headers))
            self.assertEqual(visitor.send("HEAD", path).status, 200, path)
        self.assertEqual(visitor.get("/support/nowhere").status, 404)
        self.assertEqual(visitor.get("/support/").status, 404)

    def test_packed_files_arrive_packed_and_unchanged_ones_not_at_all(self):
        visitor = place.visit()
        packed = visitor.pool.request(
            "GET", f"{place.url}/support/widget.js", headers={"Accept-Encoding": "gzip"}, decode_content=False
        )
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        plain = zlib.decompress(packed.data, wbits=31).decode()
        answer = visitor.get("/support/widget.js")
        self.assertEqual(plain, answer.text)
        again = visitor.get("/support/widget.js", If_None_Match=answer.headers["ETag"])
        self.assertEqual((again.status, again.text), (304, ""))

    def test_what_is_written_in_a_path_is_what_is_signed(self):
        max_ = place.visit("max")
        for user_id in ("a%2Fb", "a%2fc", "a%20b", "%F0%9F%92%AC", "a%3Fb", "100%25", "x" * 256):
            path = f"/admin/user/{user_id}/chat-toggle"
            answer = max_.ask("PUT", f"{path}?note=%2f%20+", {"chat_enabled": False})
            self.assertEqual(answer.status, 200, answer)
            history = max_.ask("GET", f"{path}/history")
            self.assertEqual(len(history.json["changes"]), 1, user_id)

    def test_bodies_and_problems_pass(self):
        ada = place.visit("ada")
        answer = ada.ask("POST", "/chat/sessions", {"message": "Grüße 💬", "client_id": "passes"})
        self.assertIn(answer.status, (200, 201))
        self.assertEqual(answer.json["last_message"]["preview"], "Grüße 💬")
        for body, kind, status in [
            ("{", "application/json", 400),
            ('{"message": "x"}', "text/plain", 415),
            ('{"message": 7}', "application/json", 422),
            ('{"message": "' + "x" * 70_000 + '"}', "application/json", 413),
        ]:
            refused = ada.send("POST", "/support/api/chat/sessions", body, Content_Type=kind)
            self.assertEqual(refused.status, status, refused)
            self.assertEqual(refused.headers["Content-Type"], "application/problem+json")
        self.assertEqual(ada.send("PATCH", "/support/api/chat/status").status, 405)


class IdentityTests(unittest.TestCase):
    def test_each_is_who_django_says(self):
        session = place.visit("ada").writes("Who am I?")
        for username, statuses in [
            ("ada", (200, 403, 403)),
            ("ben", (404, 403, 403)),
            ("mia", (200, 200, 403)),
            ("max", (200, 200, 200)),
        ]:
            visit = place.visit(username)
            asked = (
                visit.ask("GET", f"/chat/session/{session}/messages"),
                visit.ask("GET", "/admin/users"),
                visit.ask("GET", "/admin/deliveries"),
            )
            self.assertEqual(tuple(it.status for it in asked), statuses, username)
        self.assertEqual(place.visit().ask("GET", "/chat/sessions").status, 401)

    def test_the_desk_sees_djangos_names_and_numbers(self):
        place.visit("cleo").writes("Here is Cleo")
        users = place.visit("max").ask("GET", "/admin/users?search=Cleo").json["users"]
        self.assertEqual([(it["user_id"], it["name"]) for it in users], [(place.id_of("cleo"), "Cleo Castle")])

    def test_names_pass_in_any_script(self):
        place.shell("User.objects.create_user('zoya', password='payflow-demo', first_name='Зоя 💬', last_name='王, 100%')")
        place.visit("zoya").writes("Who am I?")
        [user] = place.visit("max").ask("GET", f"/admin/users?ids={place.id_of('zoya')}").json["users"]
        self.assertEqual(user["name"], "Зоя 💬 王, 100%")

    def test_nobody_writes_the_signed_headers_but_django(self):
        headers = {"X_Chatdesk_User": "1", "X_Chatdesk_Role": "admin", "X_Chatdesk_Signature": "v1=" + "0" * 64}
        # Had one of them come through, this were 401.
        self.assertEqual(place.visit().ask("GET", "/chat/status", **headers).status, 200)
        ada = place.visit("ada")
        self.assertEqual(ada.ask("GET", "/chat/sessions", **headers).status, 200)
        self.assertEqual(ada.ask("GET", "/admin/users", **headers).status, 403)

    def test_visitors_and_their_tokens_pass_as_they_are(self):
        for visit in (place.visit(), place.visit("ben")):
            made = visit.ask("POST", "/visitor/session", {})
            token = f"Bearer {made.json['token']}"
            written = visit.ask("POST", "/chat/sessions", {"message": "From the street"}, Authorization=token)
            self.assertEqual(written.json["kind"], "visitor")

    def test_a_page_speaks_for_whoever_it_was_made_for_or_not_at_all(self):
        # Somebody of her own: who was logged out is refused for the rest of that second.
        place.shell("User.objects.create_user('ada2', password='payflow-demo')")
        ada, ben = place.visit("ada2"), place.visit("ben")
        tag = f"Bearer {ada.name_tag()}"
        self.assertEqual(ada.ask("GET", "/chat/sessions", Authorization=tag).status, 200)
        for other in (ben, place.visit()):
            refused = other.ask("GET", "/chat/sessions", Authorization=tag)
            self.assertEqual((refused.status, refused.json["code"]), (401, "unauthenticated"))
        ada.log_out()
        self.assertEqual(ada.ask("GET", "/chat/sessions", Authorization=tag).status, 401)
        self.assertEqual(ada.get("/support/who").status, 401)

    def test_the_console_is_for_staff(self):
        self.assertIn("/login/", place.visit("ada").get("/support/console/").headers["Location"])
        self.assertEqual(place.visit("mia").get("/support/console/").status, 200)


class ForgeryTests(unittest.TestCase):
    def test_another_sites_page_cannot_write_with_somebodys_cookie(self):
        ada = place.visit("ada")
        for headers in (
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Site": "same-site"},
            {"Origin": "https://elsewhere.example", "X_Forwarded_Host": "elsewhere.example"},
        ):
            refused = ada.ask("POST", "/chat/sessions", {"message": "forged"}, **headers)
            self.assertEqual((refused.status, refused.json["code"]), (403, "forbidden"), headers)
        for headers in ({"Origin": place.url}, {"Sec_Fetch_Site": "same-origin"}):
            self.assertIn(ada.ask("POST", "/chat/sessions", {"message": "mine"}, **headers).status, (200, 201))
