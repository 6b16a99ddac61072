"""The base addresses of the sources: addresses.yaml, each overridable by the environment."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from etl.http import SettingError

FILE = Path(__file__).with_name("addresses.yaml")


@cache
def _defaults() -> dict[str, str | None]:
    return yaml.safe_load(FILE.read_text("utf-8"))


def names() -> list[str]:
    """The names of all addresses."""
    return list(_defaults())


def address(name: str) -> str:
    """The address of that name without a slash at its end.

    Raises KeyError for a name that addresses.yaml lacks, SettingError for one that is no http address or not set.
    """
    found = optional_address(name)
    if found is None:
        raise SettingError(name, "er ikke satt")
    return found


def optional_address(name: str) -> str | None:
    """The same where the source need not be set: None where it isn't.

    Raises KeyError for a name that addresses.yaml lacks, SettingError for one that is no http address.
    """
    default = _defaults()[name]
    text = os.environ.get(name, "").strip() or default
    if not text:
        return None
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).netloc:
        raise SettingError(name, f"skal være en adresse som begynner med https://, ikke «{text}»")
    return text.rstrip("/")
