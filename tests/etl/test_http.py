"""The session: what counts as an answer, what is tried again, how often offices are asked, what is kept."""

import errno
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from office import Reply

from etl import http
from etl.http import (
    BadAnswer,
    NoContact,
    NotFound,
    Pace,
    RateLimited,
    Refused,
    Session,
    SettingError,
    StorageError,
    Unavailable,
)

HTML = Reply(b"<html>Velkommen</html>", content_type="text/html")
SUBJECT = "SSB, tabell 07459"


class StillClock:
    """A clock that stands still but for the waits asked of it."""

    def __init__(self, moment=1_000_000.0):
        self.moment, self.waits = moment, []

    def now(self):
        return self.moment

    def sleep(self, seconds):
        self.waits.append(seconds)
        self.moment += seconds


@pytest.mark.parametrize(
    "failure",
    [
        Reply(status=429, headers={"Retry-After": "0"}),
        Reply(status=429),
        Reply(b"<html>503</html>", 503, "text/html"),
        Reply(b"", 500),
        HTML,
        Reply(b"<html>404</html>", 404, "text/html"),
        Reply(b'{"value": [1, 2', missing=0),
        Reply(b'{"value": [1, 2', missing=40),
    ],
    ids=["429 at once", "429", "503", "500 empty", "page with 200", "page with 404", "half JSON", "cut off"],
)
def test_a_passing_failure_is_tried_again(office, session, failure):
    office.answers("/x", failure, failure, {"value": 7})
    assert session.get(f"{office.url}/x", subject=SUBJECT).data == {"value": 7}
    assert len(office.asked) == 3


@pytest.mark.parametrize(
    ("failure", "error", "words"),
    [
        (Reply(status=429), RateLimited, "429"),
        (Reply(status=503), Unavailable, "503"),
        (HTML, BadAnswer, "text/html"),
        (Reply(b"[1, 2"), BadAnswer, "ikke hel JSON"),
        (Reply(b"[1, 2", missing=9), Unavailable, "brutt"),
        (Reply(b'{"title": "Non-existent table"}', 404), NotFound, "Non-existent table"),
        (Reply(b'{"title": "Non-existent value"}', 400), Refused, "Non-existent value"),
    ],
)
def test_a_lasting_failure_names_subject_and_reason_and_keeps_nothing(office, session, tmp_path, failure, error, words):
    office.answers("/x", failure)
    with pytest.raises(error) as caught:
        session.get(f"{office.url}/x", subject=SUBJECT)
    assert str(caught.value).startswith(f"{SUBJECT}: ") and words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.rglob("*.json"))


def test_a_refusal_is_not_tried_again(office, session):
    office.answers("/x", Reply(b'{"title": "Non-existent value"}', 400))
    with pytest.raises(Refused):
        session.get(f"{office.url}/x", subject=SUBJECT)
    assert len(office.asked) == 1


def test_a_host_that_has_failed_for_good_gets_one_try_until_it_answers(office, session):
    office.answers("/x", Reply(status=503))
    for _ in range(2):
        with pytest.raises(Unavailable):
            session.get(f"{office.url}/x", subject=SUBJECT)
    assert len(office.asked) == http.ATTEMPTS + 1
    office.answers("/x", {"value": 1}, Reply(status=503), {"value": 2})
    assert session.get(f"{office.url}/x", subject=SUBJECT).data == {"value": 1}
    assert session.get(f"{office.url}/x", subject=SUBJECT, max_age=timedelta(0)).data == {"value": 2}


def test_no_answer_in_time_is_unavailable(office, tmp_path):
    office.answers("/x", Reply(held=True))
    with (
        Session(tmp_path, calls_per_minute=60_000, retry_seconds=0.01, timeout=(1, 0.05)) as session,
        pytest.raises(Unavailable, match=r"svarte ikke innen 0\.05 sekunder"),
    ):
        session.get(f"{office.url}/x", subject=SUBJECT)


def test_nobody_there_is_no_contact(office, session):
    office.server_close()
    with pytest.raises(NoContact, match=r"ingen kontakt med 127\.0\.0\.1"):
        session.get(f"{office.url}/x", subject=SUBJECT)


def test_the_wait_is_what_the_office_asks_for(office, tmp_path):
    clock, told = StillClock(), []
    office.answers("/x", Reply(status=429, headers={"Retry-After": "17"}), Reply(status=429), {"value": 1})
    with Session(tmp_path, calls_per_minute=60_000, retry_seconds=60, clock=clock, tell=told.append) as session:
        session.get(f"{office.url}/x", subject=SUBJECT)
    first, second = [wait for wait in clock.waits if wait > 1]
    assert 17 <= first <= 17 * 1.25 and 60 <= second <= 60 * 1.25
    assert len(told) == 2 and "prøver igjen" in told[0]


def test_a_wait_of_an_hour_is_a_refusal(office, tmp_path):
    clock = StillClock()
    office.answers("/x", Reply(status=429, headers={"Retry-After": "3600"}))
    with Session(tmp_path, clock=clock) as session, pytest.raises(RateLimited):
        session.get(f"{office.url}/x", subject=SUBJECT)
    assert len(office.asked) == 1


def test_no_call_is_made_while_the_office_says_that_none_is_left(office, tmp_path):
    clock = StillClock()
    office.answers("/x", Reply(b"1", headers={"x-ratelimit-remaining": "0"}))
    with Session(tmp_path, calls_per_minute=60_000, retry_seconds=60, clock=clock) as session:
        for _ in range(2):
            session.get(f"{office.url}/x", subject=SUBJECT, max_age=timedelta(0))
    assert sum(clock.waits) >= 60


def test_no_minute_sees_more_calls_than_the_limit_even_over_two_runs(tmp_path):
    clock, times = StillClock(), []
    for _ in range(2):
        pace = Pace(25, clock, tmp_path / "host" / ".calls")
        for _ in range(60):
            pace.wait(lambda seconds: None)
            times.append(clock.now())
    for moment in times:
        assert sum(moment <= other <= moment + 60 for other in times) <= 25
    assert times[-1] - times[0] < 60 * (len(times) / 25)


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


def test_a_body_that_its_reader_refuses_does_not_count(office, session):
    def read(body):
        if b"duplicate" in body:
            raise ValueError("koden står to ganger")
        return body

    office.answers("/x", "duplicate", "fine")
    assert session.get(f"{office.url}/x", subject=SUBJECT, read=read).data == b'"fine"'
    office.answers("/y", "duplicate")
    with pytest.raises(BadAnswer, match="koden står to ganger"):
        session.get(f"{office.url}/y", subject=SUBJECT, read=read)


def test_a_body_of_another_form_does_not_count(office, session):
    office.answers("/x", {"tables": None})
    with pytest.raises(BadAnswer, match="annen form enn ventet"):
        session.get(f"{office.url}/x", subject=SUBJECT, read=lambda body: http.read_json(body)["tables"][0])


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


def test_what_a_killed_run_left_is_cleaned(tmp_path):
    (tmp_path / "data.ssb.no").mkdir()
    left = tmp_path / "data.ssb.no" / ".tables-07459.json.tmp-1a2b3c4d"
    left.write_bytes(b'{"val')
    Session(tmp_path)
    assert not left.exists()


@pytest.mark.parametrize("text", ["mange", "0", "-3", "nan"])
def test_a_setting_that_is_no_number_is_named(tmp_path, monkeypatch, text):
    monkeypatch.setenv("ETL_CALLS_PER_MINUTE", text)
    with pytest.raises(SettingError, match="ETL_CALLS_PER_MINUTE"):
        Session(tmp_path)
