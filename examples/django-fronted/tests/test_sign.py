"""Signatures beside ones that `openssl dgst -sha256 -hmac` made of the same lines."""

import base64
import json
from unittest import mock

from django.contrib.auth import get_user_model
from django.test import SimpleTestCase, override_settings

from support.sign import Person, name_tag, signed

SECRET = "0123456789abcdef0123456789abcdef-proxy"


@override_settings(CHATDESK_PROXY_SECRET=SECRET)
@mock.patch("support.sign.time.time", return_value=1767225600.9)
class SigningTests(SimpleTestCase):
    def test_headers_are_signed_as_the_contract_says(self, _):
        zoe = Person("42", "admin", "Zoë ✓")
        headers = signed(zoe, "PUT", "/api/admin/user/a%2Fb/chat-toggle?x=1%202")
        self.assertEqual(
            headers,
            {
                "X-Chatdesk-User": b"42",
                "X-Chatdesk-Role": "admin",
                "X-Chatdesk-Name": "Zo%C3%AB%20%E2%9C%93",
                "X-Chatdesk-Timestamp": "1767225600",
                "X-Chatdesk-Signature": "v1=9dc9b13faf6125c1dc0b8bbcc7fcc561f69da6f3e15c477a2612912b32c8a84d",
            },
        )

    def test_a_users_request_has_another_signature(self, _):
        headers = signed(Person("7", "user", "Ada Lovelace"), "GET", "/api/chat/status")
        signature = "v1=23702a4008840d8aae7e6e7723c843fff20429a09356a42fb867c45d559e7c54"
        self.assertEqual(headers["X-Chatdesk-Signature"], signature)


class PersonTests(SimpleTestCase):
    def test_staff_are_agents_and_superusers_admins(self):
        rows = [((False, False), "user"), ((True, False), "agent"), ((True, True), "admin"), ((False, True), "admin")]
        for (is_staff, is_superuser), role in rows:
            user = get_user_model()(pk=7, username="ada", is_staff=is_staff, is_superuser=is_superuser)
            self.assertEqual(Person.of(user), Person("7", role, "ada"))

    def test_people_are_called_by_their_full_names(self):
        user = get_user_model()(pk=7, username="ada", first_name="Ada", last_name="Lovelace")
        self.assertEqual(Person.of(user).name, "Ada Lovelace")

    def test_a_name_tag_says_who_it_is_and_is_signed_by_nobody(self):
        first, claims, signature = name_tag(Person("7", "user", "Zoë")).split(".")
        self.assertEqual(base64.b64decode(first + "="), b"{}")
        padded = claims + "=" * (-len(claims) % 4)
        self.assertEqual(
            json.loads(base64.urlsafe_b64decode(padded)), {"sub": "7", "name": "Zoë", "role": "user"}
        )
        self.assertEqual(signature, "x")
