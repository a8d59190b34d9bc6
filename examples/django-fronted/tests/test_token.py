"""The other way: tokens of simplejwt, which chatdesk-server verifies itself."""

import json
import time
import unittest

import jwt

from tests.place import Place
from tests.visit import Visit

place = None


def setUpModule():
    global place
    place = Place()


def tearDownModule():
    place.stop()


class TokenTests(unittest.TestCase):
    def direct(self, method, path, token, body=None):
        headers = {"Authorization": f"Bearer {token}", "Content_Type": "application/json", "Origin": place.url}
        text = None if body is None else json.dumps(body)
        return Visit(place.chat_url).send(method, f"/api{path}", text, **headers)

    def token(self, username):
        return place.visit(username).get("/chat-token").json["token"]

    def claims(self, username):
        return jwt.decode(self.token(username), place.jwt_secret, algorithms=["HS256"])

    def test_a_token_says_who_it_is_in_simplejwts_words(self):
        claims = self.claims("max")
        self.assertEqual((claims["token_type"], claims["user_id"]), ("access", place.id_of("max")))
        self.assertEqual((claims["name"], claims["email"], claims["role"]), ("Max Mayer", "max@example.com", "admin"))
        self.assertLessEqual(claims["exp"], time.time() + 300)
        self.assertEqual((self.claims("mia")["role"], self.claims("ada")["role"]), ("agent", "user"))

    def test_chatdesk_takes_it_and_it_is_the_same_person_as_by_the_session(self):
        token = self.token("ada")
        made = self.direct("POST", "/chat/sessions", token, {"message": "by token"})
        self.assertIn(made.status, (200, 201))
        self.assertEqual(made.headers["Access-Control-Allow-Origin"], place.url)
        [session] = place.visit("ada").ask("GET", "/chat/sessions").json["sessions"]
        self.assertEqual((session["id"], session["user"]["id"]), (made.json["id"], place.id_of("ada")))
        self.assertEqual(self.direct("GET", "/admin/users", token).status, 403)
        self.assertEqual(self.direct("GET", "/admin/users", self.token("mia")).status, 200)

    def test_it_also_passes_through_the_mount_as_it_is(self):
        token = f"Bearer {self.token('ben')}"
        answer = place.visit().ask("GET", "/chat/sessions", Authorization=token)
        self.assertEqual(answer.status, 200)

    def test_what_is_no_access_token_of_ours_is_refused(self):
        claims = self.claims("ada")
        for changed, secret in (
            ({"token_type": "refresh"}, place.jwt_secret),
            ({"exp": int(time.time()) - 1}, place.jwt_secret),
            ({}, "k" * 64),
        ):
            token = jwt.encode(claims | changed, secret, algorithm="HS256")
            self.assertEqual(self.direct("GET", "/chat/sessions", token).status, 401, changed)

    def test_nobody_gets_one_without_a_login(self):
        self.assertIn(place.visit().get("/chat-token").status, (401, 403))

    def test_a_token_is_over_when_its_user_is_revoked(self):
        token = self.token("cleo")
        self.assertEqual(self.direct("GET", "/chat/sessions", token).status, 200)
        answer = place.visit("max").ask("POST", f"/admin/user/{place.id_of('cleo')}/revoke", {})
        self.assertEqual(answer.status, 204)
        self.assertEqual(self.direct("GET", "/chat/sessions", token).status, 401)
