"""Fills the Django example's database with more people than its demo has."""

import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)

from django.contrib.auth import get_user_model  # noqa: E402

for role, count in (("user", 50), ("admin", 3)):
    for n in range(1, count + 1):
        get_user_model().objects.create_user(
            f"{role}-{n}",
            password="payflow-demo",
            is_staff=role == "admin",
            is_superuser=role == "admin",
        )
