"""The switch in Django's admin: a column and two actions."""

from urllib.parse import quote, urlencode

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin

from support import client
from support.sign import Person


class ChatChangeList(ChangeList):
    """Asks once for the whole page, not once for each row."""

    def get_results(self, request):
        super().get_results(request)
        # Staff answer chats; there is nothing to switch for them.
        users = [user for user in self.result_list if not user.is_staff]
        for user, state in zip(users, states(request, users), strict=True):
            user.chat = state


def states(request, users):
    """What the column says of each of them."""
    if not users:
        return []
    ids = [str(user.pk) for user in users]
    query = urlencode({"ids": ",".join(ids)})
    try:
        answer = client.ask("GET", f"admin/users?{query}", person=Person.of(request.user))
    except (client.Unavailable, client.Refused) as error:
        if request.method == "GET":
            messages.warning(request, f"Whether chat is on is not known: {error}.")
        return ["not known"] * len(ids)
    is_on = {user["user_id"]: user["chat_enabled"] for user in answer["users"]}
    return ["on" if is_on[it] else "off" for it in ids]


class ChatMixin:
    """For the admin of the users, whichever model they are."""

    # `ids` takes 200.
    list_per_page = 100
    list_max_show_all = 200
    actions = ["switch_chat_on", "switch_chat_off"]

    def get_list_display(self, request):
        return [*super().get_list_display(request), "chat"]

    def get_changelist(self, request, **kwargs):
        return ChatChangeList

    def has_switch_chat_permission(self, request):
        # chatdesk asks for an admin too.
        return request.user.is_superuser

    @admin.display(description="Chat")
    def chat(self, user):
        return getattr(user, "chat", None)

    @admin.action(description="Switch chat on", permissions=["switch_chat"])
    def switch_chat_on(self, request, users):
        switch(request, users, True)

    @admin.action(description="Switch chat off", permissions=["switch_chat"])
    def switch_chat_off(self, request, users):
        switch(request, users, False)


def switch(request, users, chat_enabled):
    """Switches for each, and says for whom that went well."""
    person, body = Person.of(request.user), {"chat_enabled": chat_enabled}
    word, switched = "on" if chat_enabled else "off", []
    for user in users:
        if user.is_staff:
            messages.info(request, f"{user} answers chats; there is nothing to switch.")
            continue
        path = f"admin/user/{quote(str(user.pk), safe='')}/chat-toggle"
        try:
            client.ask("PUT", path, body, person)
            switched.append(str(user))
        except client.Refused as error:
            messages.error(request, f"Chat was not switched {word} for {user}: {error}.")
        except client.Unavailable as error:
            # The others would each wait for the same.
            messages.error(request, f"Chat was not switched {word} from {user} on: {error}.")
            break
    if switched:
        messages.success(request, f"Chat is {word} for {', '.join(switched)}.")


User = get_user_model()
admin.site.unregister(User)


@admin.register(User)
class ChatUserAdmin(ChatMixin, UserAdmin):
    pass
