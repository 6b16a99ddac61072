"""Files are written whole or not at all, and a disk that refuses is told of in Norwegian."""

import errno

import pytest

from etl import disk


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "kept.json"
    disk.write_atomically(path, b"old")
    with pytest.raises(OSError, match="full"), disk.replacement(path) as temporary:
        temporary.write_bytes(b"ne")
        raise OSError(errno.ENOSPC, "full")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("durable", [False, True])
def test_a_write_that_ends_well_takes_the_old_files_place(tmp_path, durable):
    path = tmp_path / "folder" / "kept.json"
    for content in (b"old", b"new"):
        with disk.replacement(path, durable=durable) as temporary:
            temporary.write_bytes(content)
    assert path.read_bytes() == b"new" and list(path.parent.iterdir()) == [path]


def test_what_killed_writers_left_of_a_file_is_removed_and_nothing_else(tmp_path):
    other = tmp_path / ".other.duckdb.tmp-1a2b"
    for name in (".kept.duckdb.tmp-1a2b", ".kept.duckdb.tmp-1a2b.wal", other.name):
        (tmp_path / name).touch()
    disk.remove_leftovers(tmp_path / "kept.duckdb")
    assert list(tmp_path.iterdir()) == [other]


@pytest.mark.parametrize(
    ("number", "written", "read"),
    [
        (errno.ENOSPC, "disken er full", "disken er full"),
        (errno.EROFS, "mappen kan bare leses", "mappen kan bare leses"),
        (errno.EACCES, "mangler skrivetilgang", "mangler lesetilgang"),
        (errno.EIO, "Input/output error", "Input/output error"),
        (None, "ukjent feil", "ukjent feil"),
    ],
)
def test_the_reason_is_told_in_the_users_words(number, written, read):
    error = OSError(number, "Input/output error") if number else OSError()
    assert disk.not_written(error) == written and disk.not_read(error) == read
