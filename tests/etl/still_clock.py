"""A clock for tests."""


class StillClock:
    """A clock that stands still but for the waits asked of it."""

    def __init__(self, moment=1_000_000.0):
        self.moment, self.waits = moment, []

    def now(self):
        return self.moment

    def sleep(self, seconds):
        self.waits.append(seconds)
        self.moment += seconds
