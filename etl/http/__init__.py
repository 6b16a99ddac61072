"""Asking the offices: errors, pace, the archive of answers, the session, and the replay of kept answers.

What the rest of the program needs is named here.
"""

from etl.http.archive import RAW, Answer, read_json
from etl.http.errors import (
    BadAnswer,
    NoContact,
    NotAnswered,
    NotFound,
    RateLimited,
    Refused,
    SettingError,
    SourceError,
    StorageError,
    TooLarge,
    TransientError,
    Unavailable,
)
from etl.http.replay import Replay
from etl.http.session import Session

__all__ = [
    "RAW",
    "Answer",
    "BadAnswer",
    "NoContact",
    "NotAnswered",
    "NotFound",
    "RateLimited",
    "Refused",
    "Replay",
    "Session",
    "SettingError",
    "SourceError",
    "StorageError",
    "TooLarge",
    "TransientError",
    "Unavailable",
    "read_json",
]
