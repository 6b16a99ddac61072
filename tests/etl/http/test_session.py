"""The session: what counts as an answer, and what is tried again."""

from datetime import timedelta

import pytest
from office import Reply
from still_clock import StillClock

from etl.http import (
    BadAnswer,
    NoContact,
    NotFound,
    RateLimited,
    Refused,
    Session,
    SettingError,
    Unavailable,
    read_json,
)
from etl.http.errors import ATTEMPTS

HTML = Reply(b"<html>Velkommen</html>", content_type="text/html")
SUBJECT = "SSB, tabell 07459"


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
    assert len(office.asked) == ATTEMPTS + 1
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
        session.get(f"{office.url}/x", subject=SUBJECT, read=lambda body: read_json(body)["tables"][0])


@pytest.mark.parametrize("text", ["mange", "0", "-3", "nan"])
def test_a_setting_that_is_no_number_is_named(tmp_path, monkeypatch, text):
    monkeypatch.setenv("ETL_CALLS_PER_MINUTE", text)
    with pytest.raises(SettingError, match="ETL_CALLS_PER_MINUTE"):
        Session(tmp_path)
