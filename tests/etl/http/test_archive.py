"""The archive: what is kept of an answer, when it counts again, and what never destroys it."""

import errno
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from office import Reply
from still_clock import StillClock

from etl.http import Session, StorageError

SUBJECT = "SSB, tabell 07459"


def test_an_answer_is_kept_untouched_with_what_was_asked(office, session, tmp_path):
    body = b'{"updated": "2026-02-20T07:00:00Z",  "value": [1]}'
    office.answers("/tables/07459/data", Reply(body))
    answer = session.post(f"{office.url}/tables/07459/data", {"selection": []}, {"lang": "no"}, subject=SUBJECT)
    assert answer.path.read_bytes() == body
    sidecar = json.loads(answer.path.with_suffix(".meta.json").read_text())
    assert sidecar["url"] == f"{office.url}/tables/07459/data?lang=no"
    assert sidecar["method"] == "POST" and json.loads(sidecar["sent"]) == {"selection": []}
    assert sidecar["sha256"] == sha256(body).hexdigest() == answer.sha256
    assert sidecar["updated"] == "2026-02-20T07:00:00Z"
    assert sidecar["retrieved_at"] == answer.retrieved_at.isoformat() and sidecar["retrieved_at"].endswith("+00:00")
    assert not [path for path in tmp_path.rglob("*") if ".tmp-" in path.name]


def test_a_second_run_within_a_day_makes_no_call(office, tmp_path):
    office.answers("/x", {"value": 1}, {"value": 2})
    for expected in (1, 1):
        with Session(tmp_path, calls_per_minute=60_000) as session:
            assert session.get(f"{office.url}/x", subject=SUBJECT).data == {"value": expected}
    assert len(office.asked) == 1


def test_what_is_older_than_a_day_is_asked_again(office, tmp_path):
    office.answers("/x", {"value": 1}, {"value": 2})
    clock = StillClock()
    with Session(tmp_path, calls_per_minute=60_000, clock=clock) as session:
        session.get(f"{office.url}/x", subject=SUBJECT)
        clock.moment += 23 * 3600
        assert session.get(f"{office.url}/x", subject=SUBJECT).from_raw
        clock.moment += 2 * 3600
        assert session.get(f"{office.url}/x", subject=SUBJECT).data == {"value": 2}


def test_figures_that_were_updated_since_are_asked_again(office, session):
    office.answers("/x", {"updated": "2026-02-20T07:00:00Z"}, {"updated": "2026-06-15T06:00:00Z"})
    session.get(f"{office.url}/x", subject=SUBJECT)
    kept = session.get(f"{office.url}/x", subject=SUBJECT, updated="2026-02-20T07:00:00Z")
    asked = session.get(f"{office.url}/x", subject=SUBJECT, updated="2026-06-15T06:00:00Z")
    assert kept.from_raw and not asked.from_raw and asked.updated == "2026-06-15T06:00:00Z"


def test_force_asks_again(office, tmp_path):
    office.answers("/x", {"value": 1}, {"value": 2})
    for force, expected in ((False, 1), (True, 2)):
        with Session(tmp_path, calls_per_minute=60_000, force=force) as session:
            assert session.get(f"{office.url}/x", subject=SUBJECT).data == {"value": expected}


@pytest.mark.parametrize("damage", ["body", "sidecar", "no sidecar"])
def test_a_kept_answer_that_is_damaged_is_asked_again(office, session, damage):
    office.answers("/x", {"value": 1}, {"value": 2})
    path = session.get(f"{office.url}/x", subject=SUBJECT).path
    sidecar = path.with_suffix(".meta.json")
    if damage == "body":
        path.write_bytes(b'{"value": 9}')
    elif damage == "sidecar":
        sidecar.write_text(sidecar.read_text()[:40])
    else:
        sidecar.unlink()
    assert session.get(f"{office.url}/x", subject=SUBJECT).data == {"value": 2}


def test_a_discarded_answer_is_asked_again(office, session):
    office.answers("/x", {"value": 1}, {"value": 2})
    session.get(f"{office.url}/x", subject=SUBJECT)
    session.discard(session.used)
    assert session.get(f"{office.url}/x", subject=SUBJECT).data == {"value": 2}


def test_an_answer_that_counted_stays_when_another_comes(office, session):
    office.answers("/x", {"value": 1}, {"value": 2})
    first = session.get(f"{office.url}/x", subject=SUBJECT)
    second = session.get(f"{office.url}/x", subject=SUBJECT, max_age=timedelta(0))
    assert session.get(f"{office.url}/x", subject=SUBJECT).data == {"value": 2}
    session.discard([second.path])
    kept = session.get(f"{office.url}/x", subject=SUBJECT)
    assert kept.data == {"value": 1} and kept.from_raw and kept.path == first.path


def test_other_bodies_are_other_questions(office, session):
    office.answers("/x", {"value": 1}, {"value": 2})
    answers = [session.post(f"{office.url}/x", {"year": year}, subject=SUBJECT) for year in (2025, 2026, 2025)]
    assert [answer.data["value"] for answer in answers] == [1, 2, 1]
    assert [asked.body for asked in office.asked] == [{"year": 2025}, {"year": 2026}]


def test_a_full_disk_is_said_and_the_kept_answer_stays(office, session, monkeypatch):
    office.answers("/x", {"value": 1}, {"value": 2})
    path = session.get(f"{office.url}/x", subject=SUBJECT).path

    def full(self, body):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(type(path), "write_bytes", full)
        with pytest.raises(StorageError, match="disken er full"):
            session.get(f"{office.url}/x", subject=SUBJECT, max_age=timedelta(0))
    assert session.get(f"{office.url}/x", subject=SUBJECT).data == {"value": 1}


@pytest.mark.parametrize("name", ["data.ssb.no/.tables-07459.json.tmp-1a2b3c4d", ".pulled.json.tmp-1a2b3c4d"])
def test_what_a_killed_run_left_is_cleaned(tmp_path, name):
    left = tmp_path / name
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b'{"val')
    Session(tmp_path)
    assert not left.exists()
