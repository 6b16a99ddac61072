"""Each check notices its own kind of fault, and says what, where and what was expected."""

import shutil

import duckdb
import pandas as pd
import pytest
import small

from etl import build, checks

NATIONAL = pd.DataFrame(small.TABLES["national"][1:], columns=small.TABLES["national"][0])


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    directory = tmp_path_factory.mktemp("sound")
    database = directory / "sound.duckdb"
    build.build(database=database, folders=small.folders(directory / "country"))
    return database


@pytest.fixture
def connection(sound, tmp_path):
    copy = shutil.copyfile(sound, tmp_path / "copy.duckdb")
    with duckdb.connect(str(copy)) as connection:
        yield connection


def fault(connection, national=NATIONAL):
    with pytest.raises(checks.CheckError) as failure:
        checks.run(connection, national)
    return str(failure.value)


def test_a_sound_database_passes(connection):
    checks.run(connection, NATIONAL)


FAULTS = {
    "DELETE FROM observation WHERE indicator_id = 'turnout' AND division = '2024' AND code = '3101'": [
        "«alle kommuner»",
        "turnout 2023: 3 av 4 kommuner i inndeling 2024",
    ],
    "UPDATE observation SET value = NULL, status = 'not_reported' WHERE indicator_id = 'turnout'": [
        "«noen tall»",
        "turnout har ingen tall",
    ],
    """UPDATE observation SET value = NULL, status = 'not_in_source', note = ' '
       WHERE indicator_id = 'turnout' AND division = '2024' AND code = '0301'""": [
        "«hva kilden mangler»",
        "turnout 2023: 0301 i inndeling 2024",
    ],
    "UPDATE observation SET value = 100.5 WHERE indicator_id = 'turnout' AND division = '2024' AND code = '0301'": [
        "«grenseverdier»",
        "turnout 2023: 0301 Oslo i inndeling 2024 har 100.5, ventet høyst 100",
    ],
    "UPDATE observation SET value = -1 WHERE indicator_id = 'population' AND code = '3101' AND year = 2025": [
        "«grenseverdier»",
        "population 2025: 3101 Halden",
        "ventet minst 0",
    ],
    "UPDATE observation SET value = 'nan' WHERE indicator_id = 'density' AND code = '3101' AND year = 2025": [
        "«grenseverdier»",
        "density 2025",
    ],
    "UPDATE observation SET value = value + 1 WHERE indicator_id = 'population' AND year = 2025 AND code = '0301'": [
        "«nasjonal sum»",
        "population 2025: ventet 1100",
        "fikk 1101",
    ],
    """UPDATE observation SET value = NULL, status = 'not_reported'
       WHERE indicator_id = 'population' AND year = 2023 AND division = '2020' AND code = '0301'""": [
        "«nasjonal sum»",
        "population 2023: ventet 1000",
        "ufullstendig",
    ],
    "UPDATE observation SET value = value + 1 WHERE indicator_id = 'land_area' AND code = '1507'": [
        "«lik sum i inndelingene»",
        "land_area 2024: summene er 115",
        "116",
    ],
    "UPDATE code_change SET share = 0.5 WHERE to_code = '1508'": [
        "«kommuneendringer»",
        "1507 i inndeling 2020",
        "0.75",
    ],
    "UPDATE code_change SET to_code = '9999' WHERE to_code = '3101'": ["«kommuneendringer»", "9999 i inndeling 2024"],
    "DELETE FROM boundary WHERE code = '1580'": ["«kommunegrenser»", "1580 Haram i inndeling 2024"],
    "UPDATE observation SET source_id = 'nobody' WHERE indicator_id = 'turnout' AND code = '0301'": [
        "«kjente nøkler»",
        "turnout 2023: ukjent kilde nobody",
    ],
    "INSERT INTO observation BY NAME (SELECT * REPLACE ('9999' AS code) FROM observation LIMIT 1)": [
        "«kjente nøkler»",
        "ukjent kommune 9999",
    ],
    "UPDATE indicator SET scale = 'ordered' WHERE indicator_id = 'turnout'": ["«navn på klasser»", "turnout 2023"],
}


@pytest.mark.parametrize(("damage", "told"), FAULTS.items())
def test_damage_is_told(connection, damage, told):
    connection.execute(damage)
    message = fault(connection)
    for part in told:
        assert part in message
    assert "\n" not in message


def test_a_published_year_that_was_not_loaded_is_told(connection):
    unknown = pd.DataFrame({"indicator_id": ["population"], "year": [2024], "value": [1050.0]})
    assert "population 2024" in fault(connection, unknown)


def test_many_faults_are_counted_not_listed(connection):
    connection.execute("UPDATE observation SET value = -value WHERE indicator_id = 'population'")
    message = fault(connection)
    assert message.count(";") == checks.SHOWN - 1
    assert message.endswith("til)")
