"""The Django example's settings; passwords are made to be checked fifty times at once."""

from payflow.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
