"""Whoever loses access here loses it in the chat at once, also where a stream is open."""

import logging
from functools import partial
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from support import client

log = logging.getLogger(__name__)
User = get_user_model()

# What sessions and streams that began before rest on.
RIGHTS = ("is_active", "is_staff", "is_superuser", "password")


def rights(user):
    return tuple(getattr(user, field) for field in RIGHTS)


@receiver(pre_save, sender=User)
def remember(instance, **_):
    instance.rights_before = User.objects.filter(pk=instance.pk).values_list(*RIGHTS).first()


@receiver(post_save, sender=User)
def compare(instance, **_):
    before = instance.rights_before
    if before is not None and before != rights(instance):
        revoke_after_commit(instance.pk)


@receiver(post_delete, sender=User)
def deleted(instance, **_):
    revoke_after_commit(instance.pk)


@receiver(user_logged_out)
def logged_out(user, **_):
    # Streams in other tabs end; where the person is still logged in they are back in a moment.
    if user is not None:
        revoke_after_commit(user.pk)


def revoke_after_commit(pk):
    # Before it, a browser that comes back would be let in again.
    transaction.on_commit(partial(revoke, str(pk)))


def revoke(user_id):
    """Ends streams, and tokens made before now."""
    try:
        client.ask("POST", f"admin/user/{quote(user_id, safe='')}/revoke")
    except (client.Unavailable, client.Refused) as error:
        # While chatdesk is down no stream is open, and afterwards Django signs for nobody who is locked out. What is
        # left are tokens that were handed out; those last as long as ACCESS_TOKEN_LIFETIME says.
        log.error("user %s keeps the tokens that they have until those expire: %s", user_id, error)
