import os
from datetime import timedelta
from pathlib import Path

from payflow.secrets import secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("PAYFLOW_DATA", BASE_DIR / "data"))

SECRET_KEY = secret("DJANGO_SECRET_KEY", DATA)
DEBUG = os.environ.get("DJANGO_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")

# Chat: where chatdesk-server is, and what it and this application share.
CHATDESK_URL = os.environ.get("CHATDESK_URL", "http://127.0.0.1:8080")
CHATDESK_PROXY_SECRET = secret("CHATDESK_AUTH_PROXY_SECRET", DATA)
CHATDESK_JWT_SECRET = secret("CHATDESK_AUTH_JWT_SECRET", DATA)
# The same server as browsers reach it, for pages that go there without Django: see `views.direct`.
CHATDESK_PUBLIC_URL = os.environ.get("CHATDESK_PUBLIC_URL", CHATDESK_URL)
# How many threads of a process chats may hold; see gunicorn.conf.py.
CHATDESK_STREAMS = int(os.environ.get("SUPPORT_STREAMS", "1000"))

INSTALLED_APPS = [
    # Before Django's own, whose `runserver` it lets serve files as gunicorn does.
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "support",
    "payflow",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "payflow.urls"
WSGI_APPLICATION = "payflow.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "payflow.sqlite3",
        # Threads that write wait for each other instead of failing.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
SIMPLE_JWT = {
    # A key of its own: whoever reads tokens need not be able to forge Django's sessions.
    "SIGNING_KEY": CHATDESK_JWT_SECRET,
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
}

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
TIME_ZONE = "UTC"
