"""Whoever loses access to Django loses it to the chat, streams included."""

import unittest

from tests.place import Place, Stream, eventually

place = None


def setUpModule():
    global place
    place = Place()


def tearDownModule():
    place.stop()


class RightsTests(unittest.TestCase):
    def opens(self, visit):
        stream = Stream(visit)
        self.addCleanup(stream.leave)
        stream.wait_for("event: hello")
        return stream

    def is_refused(self, visit):
        return visit.ask("GET", "/chat/sessions").status == 401

    def change(self, username, **fields):
        """By Django's own page, as the admin."""
        at = f"/admin/auth/user/{place.id_of(username)}/change/"
        whole = {
            "username": username,
            "is_active": "on",
            "date_joined_0": "2026-01-01",
            "date_joined_1": "00:00:00",
        }
        fields = {name: value for name, value in (whole | fields).items() if value}
        place.visit("max").submit(at, fields)

    def test_a_deactivated_user_is_out_within_a_second(self):
        ben = place.visit("ben")
        ben.writes("Am I still here?")
        stream = self.opens(ben)
        self.change("ben", is_active=None)
        self.assertLess(stream.wait_for_end(), 1)
        self.assertTrue(self.is_refused(ben))
        self.change("ben")
        ben.log_in("ben")
        eventually("who is active again is in again", lambda: ben.ask("GET", "/chat/sessions").status == 200)

    def test_a_log_out_ends_the_streams_of_other_tabs(self):
        ada = place.visit("ada")
        stream = self.opens(ada)
        ada.log_out()
        self.assertLess(stream.wait_for_end(), 1)
        self.assertTrue(self.is_refused(ada))

    def test_another_session_of_who_logged_out_goes_on(self):
        here, there = place.visit("ada"), place.visit("ada")
        here.log_out()
        eventually("the other is back", lambda: there.ask("GET", "/chat/sessions").status == 200)

    def test_a_new_password_ends_what_the_old_one_opened(self):
        cleo = place.visit("cleo")
        stream = self.opens(cleo)
        place.shell("user = User.objects.get(username='cleo'); user.set_password('new'); user.save()")
        self.assertLess(stream.wait_for_end(), 1)
        self.assertTrue(self.is_refused(cleo))

    def test_who_is_staff_no_more_hears_nothing_of_the_desk(self):
        mia = place.visit("mia")
        stream = self.opens(mia)
        self.change("mia", is_staff=None)
        self.assertLess(stream.wait_for_end(), 1)

        def is_a_user():
            return mia.ask("GET", "/admin/users").status == 403

        eventually("she is a user now", is_a_user)

    def test_a_deleted_user_is_out(self):
        place.shell("User.objects.create_user('eve', password='payflow-demo')")
        eve = place.visit("eve")
        stream = self.opens(eve)
        place.visit("max").submit(f"/admin/auth/user/{place.id_of('eve')}/delete/", {"post": "yes"})
        self.assertLess(stream.wait_for_end(), 1)
        self.assertTrue(self.is_refused(eve))

    def test_what_is_rolled_back_revokes_nobody(self):
        ada = place.visit("ada")
        stream = self.opens(ada)
        place.shell(
            "from django.db import transaction\n"
            "with transaction.atomic():\n"
            "    user = User.objects.get(username='ada'); user.is_active = False; user.save()\n"
            "    transaction.set_rollback(True)"
        )
        ada.writes("still here")
        stream.wait_for('"content":"still here"')
        self.assertFalse(stream.has_ended)

    def test_a_server_that_is_down_is_told_and_stops_nobody(self):
        down = {"CHATDESK_URL": "http://127.0.0.1:1"}
        place.environment |= down
        self.addCleanup(place.environment.update, CHATDESK_URL=place.chat_url)
        said = place.shell(
            "user = User.objects.create_user('dan'); user.is_active = False; user.save()\n"
            "print('saved', User.objects.get(username='dan').is_active)"
        )
        self.assertIn("saved False", said)
        self.assertIn("keeps the tokens", said)
