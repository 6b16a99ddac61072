"""The pace: how often offices are asked."""

from datetime import timedelta

from office import Reply
from still_clock import StillClock

from etl.http import Session
from etl.http.pace import Pace

SUBJECT = "SSB, tabell 07459"


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
