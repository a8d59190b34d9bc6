"""Secrets that nobody has to invent: from the environment, or made at the first start."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def secret(name: str, folder: Path) -> str:
    """The environment's, or the one that the folder keeps, readable by its owner alone."""
    given = os.environ.get(name)
    if given:
        return given
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        # Whole from the first moment: of workers that start at once one's becomes it, and none reads half of it.
        made, draft = tempfile.mkstemp(dir=folder)
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text().strip()
