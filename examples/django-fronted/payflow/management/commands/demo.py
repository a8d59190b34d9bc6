from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from payflow.people import PASSWORD, PEOPLE

User = get_user_model()


class Command(BaseCommand):
    help = "Makes the demo's people, where they are missing."

    def handle(self, *_args, **_options):
        for username, first_name, last_name, role in PEOPLE:
            if User.objects.filter(username=username).exists():
                continue
            User.objects.create_user(
                username,
                f"{username}@example.com",
                PASSWORD,
                first_name=first_name,
                last_name=last_name,
                is_staff=role != "user",
                is_superuser=role == "admin",
            )
