"""The secret that signs sessions: made on first start, readable by the site's user alone."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from clearway.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "secret-key"


def secret_key(home: Path) -> str:
    """Return the secret of the site in a folder; make it where there is none.

    Raises:
        StorageError: the folder cannot be written.
    """
    path = home / _NAME
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be written ({error.strerror}); choose another folder with --home DIR"
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made
