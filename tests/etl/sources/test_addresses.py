"""Addresses come from the file, and from the environment where it says otherwise."""

import pytest

from etl.http import SettingError
from etl.sources.addresses import address, optional_address


def test_the_defaults_are_the_live_services(monkeypatch):
    monkeypatch.delenv("SSB_API_URL", raising=False)
    monkeypatch.delenv("KDD_WORKBOOK_URL", raising=False)
    assert address("SSB_API_URL") == "https://data.ssb.no/api/pxwebapi/v2"
    assert optional_address("KDD_WORKBOOK_URL") is None
    with pytest.raises(SettingError, match="KDD_WORKBOOK_URL"):
        address("KDD_WORKBOOK_URL")


def test_the_environment_overrides(monkeypatch):
    monkeypatch.setenv("SSB_API_URL", "http://localhost:8000/v2/")
    assert address("SSB_API_URL") == "http://localhost:8000/v2"


def test_what_is_no_address_is_named(monkeypatch):
    monkeypatch.setenv("KLASS_API_URL", "data.ssb.no/api")
    with pytest.raises(SettingError, match=r"KLASS_API_URL: .*data\.ssb\.no/api"):
        address("KLASS_API_URL")


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        address("SSB_URL")
