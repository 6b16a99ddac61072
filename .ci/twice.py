"""Runs tests; what fails is tried once more by itself, and what passes then is told by name.

    python .ci/twice.py ARGUMENTS-OF-PYTEST

A browser on a busy machine can be late; a program that is wrong stays wrong. The second try has the machine to itself
(one worker). Exits with 0 when everything passed in the end, else with pytest's own code.
"""

import json
import subprocess
import sys
from pathlib import Path

FAILED = Path(__file__).parents[1] / ".pytest_cache" / "v" / "cache" / "lastfailed"
TESTS_FAILED = 1


def failed() -> set[str]:
    """What pytest has noted as failed and not seen to pass since."""
    return set(json.loads(FAILED.read_text(encoding="utf-8"))) if FAILED.exists() else set()


def run(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments]).returncode


def main(arguments: list[str]) -> int:
    FAILED.unlink(missing_ok=True)
    code = run(*arguments)
    if code != TESTS_FAILED:
        return code
    first = failed()
    code = run(*arguments, "-n", "0", "--last-failed", "--last-failed-no-failures", "none")
    for name in sorted(first - failed()):
        print(f"FLAKY {name}: failed at first and passed by itself")
    for name in sorted(first & failed()):
        print(f"FAILED TWICE {name}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
