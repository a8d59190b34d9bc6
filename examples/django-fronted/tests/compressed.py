"""The settings, and a middleware that many have."""

from payflow.settings import *  # noqa: F403
from payflow.settings import MIDDLEWARE

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
