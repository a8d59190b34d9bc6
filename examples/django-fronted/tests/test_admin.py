"""The switch in Django's admin."""

import re
import unittest

from tests.place import Place

USERS = "/admin/auth/user/"
place = None


def setUpModule():
    global place
    place = Place()


def tearDownModule():
    place.stop()


def rows(page):
    """What the column says, by user."""
    return dict(re.findall(r'field-username.*?>(\w+)</a>.*?<td class="field-chat">([^<]*)</td>', page.text, re.S))


def told(page):
    found = re.findall(r'<li class="(\w+)">(.*?)</li>', page.text.partition('class="messagelist"')[2].partition("</ul>")[0])
    return [(kind, text.replace("&#x27;", "'")) for kind, text in found]


class SwitchTests(unittest.TestCase):
    def switch(self, visit, word, *usernames):
        ids = [place.id_of(it) for it in usernames]
        return visit.submit(USERS, {"action": f"switch_chat_{word}", "_selected_action": ids})

    def test_the_column_says_what_the_chat_does_and_the_action_changes_it(self):
        max_, ada = place.visit("max"), place.visit("ada")
        known = {"ada": "on", "ben": "on", "cleo": "on", "max": "-", "mia": "-"}
        self.assertEqual(rows(max_.get(USERS)), known)

        page = self.switch(max_, "off", "ada", "ben")
        self.assertEqual(told(page), [("success", "Chat is off for ada, ben.")])
        self.assertEqual(rows(page), known | {"ada": "off", "ben": "off"})
        refused = ada.ask("POST", "/chat/sessions", {"message": "hello?"})
        self.assertEqual((refused.status, refused.json["code"]), (403, "chat_disabled"))
        path = f"/admin/user/{place.id_of('ada')}/chat-toggle"
        [change] = max_.ask("GET", f"{path}/history").json["changes"]
        self.assertEqual((change["chat_enabled"], change["updated_by"]), (False, place.id_of("max")))

        self.assertEqual(rows(self.switch(max_, "on", "ada", "ben")), known)
        ada.writes("hello again")

    def test_staff_are_not_switched(self):
        page = self.switch(place.visit("max"), "off", "mia", "cleo")
        self.addCleanup(self.switch, place.visit("max"), "on", "cleo")
        self.assertIn(("info", "Mia answers chats; there is nothing to switch."), told(page))
        self.assertIn(("success", "Chat is off for cleo."), told(page))

    def test_the_page_asks_once_for_all_rows(self):
        max_ = place.visit("max")
        before = self.asked()
        max_.get(USERS)
        self.assertEqual(self.asked() - before, 1)

    def asked(self):
        answer = place.visit()
        answer.url = place.chat_url
        metrics = answer.get("/metrics", Authorization="Bearer collector-of-the-tests").text
        lines = re.findall(r'^chatdesk_request_duration_seconds_count\{[^}]*/admin/users"[^}]*\} (\d+)', metrics, re.M)
        return sum(map(int, lines))

    def test_an_agent_who_may_see_users_may_not_switch_them(self):
        place.shell(
            "from django.contrib.auth.models import Permission\n"
            "may = Permission.objects.filter(codename__in=['view_user', 'change_user'])\n"
            "User.objects.get(username='mia').user_permissions.set(may)"
        )
        page = place.visit("mia").get(USERS)
        self.assertEqual(rows(page)["ada"], "on")
        self.assertNotIn("switch_chat", page.text)
        self.switch(place.visit("mia"), "off", "ada")
        self.assertEqual(rows(place.visit("max").get(USERS))["ada"], "on")

    def test_a_server_that_is_down_is_told(self):
        max_ = place.visit("max")
        place.chat.stop()
        try:
            page = max_.get(USERS)
            self.assertEqual(page.status, 200)
            self.assertEqual(set(rows(page).values()), {"not known", "-"})
            self.assertEqual([kind for kind, _ in told(page)], ["warning"])
            page = self.switch(max_, "off", "ada", "ben")
            self.assertEqual([kind for kind, _ in told(page)], ["error", "warning"])
            self.assertIn("was not switched off", told(page)[0][1])
        finally:
            place.chat = place.start_chat().ready()
        self.assertEqual(rows(max_.get(USERS))["ada"], "on")
