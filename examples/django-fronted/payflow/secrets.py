"""Secrets that nobody has to invent: from the environment, or made at the first start."""

import os
import secrets
from pathlib import Path


def secret(name: str, folder: Path) -> str:
    """The environment's, or the one that the folder keeps, readable by its owner alone."""
    given = os.environ.get(name)
    if given:
        return given
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    try:
        # Of two that start at once, one makes it.
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(file, "w") as made:
        made.write(secrets.token_urlsafe(48))
    return path.read_text()
