"""How fast a large cube gets into DuckDB: etl.jsonstat against pyjstat and pandas.to_sql.

    python tests/benchmark/decode.py [BASE_URL]

Without an address the cube is synthesised: as large as table 07459 for all regional codes, one year, by sex and
age. With the address of a PxWebApi 2, the table itself is fetched from there. Prints seconds and the ratio, and
fails where it is below 5. pandas writes rows in groups, which is the faster of its ways.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import requests

sys.path.insert(0, str(Path(__file__).parents[2]))
from pyjstat import pyjstat

from etl.jsonstat import decode

Load = Callable[[bytes, duckdb.DuckDBPyConnection], int]

LEAST_RATIO = 5
ROUNDS = 3
ROWS_AT_A_TIME = 100


def synthetic() -> bytes:
    """A cube of 891 x 2 x 106 cells, a tenth of them without a number, as the body of an answer."""
    codes = {
        "Region": [f"{code:04d}" for code in range(891)],
        "Kjonn": ["1", "2"],
        "Alder": [f"{age:03d}" for age in range(106)],
        "ContentsCode": ["Personer1"],
        "Tid": ["2026"],
    }
    cells = np.prod([len(own) for own in codes.values()])
    random = np.random.default_rng(2026)
    values = random.integers(0, 5000, cells).tolist()
    empty = random.choice(cells, cells // 10, replace=False).tolist()
    for place in empty:
        values[place] = None
    dimension = {
        name: {
            "label": name,
            "category": {
                "index": {code: place for place, code in enumerate(own)},
                "label": {code: f"Navn {code}" for code in own},
            },
        }
        for name, own in codes.items()
    }
    answer = {
        "version": "2.0",
        "class": "dataset",
        "label": "07459",
        "id": list(codes),
        "dimension": dimension,
    }
    answer |= {"size": [len(own) for own in codes.values()], "value": values}
    answer["status"] = {str(place): "." for place in empty}
    return json.dumps(answer).encode()


def fetched(base: str) -> bytes:
    """Table 07459 for the latest year, from a PxWebApi 2."""
    names = ("Region", "Kjonn", "Alder", "ContentsCode")
    everything = [{"variableCode": name, "valueCodes": ["*"]} for name in names]
    selection = [*everything, {"variableCode": "Tid", "valueCodes": ["top(1)"]}]
    answer = requests.post(f"{base}/tables/07459/data", json={"selection": selection}, timeout=60)
    answer.raise_for_status()
    return answer.content


def ours(body: bytes, connection: duckdb.DuckDBPyConnection) -> int:
    """Decode and load with etl.jsonstat; the number of rows."""
    decoded = decode(json.loads(body)).table
    connection.execute("CREATE OR REPLACE TABLE ours AS SELECT * FROM decoded")
    return len(decoded)


def theirs(body: bytes, connection: duckdb.DuckDBPyConnection) -> int:
    """Decode with pyjstat and load with pandas; the number of rows."""
    frame = pyjstat.Dataset.read(body.decode()).write("dataframe", naming="id")
    frame.to_sql("theirs", connection, index=False, method="multi", chunksize=ROWS_AT_A_TIME)
    return len(frame)


def seconds(load: Load, body: bytes, rounds: int) -> float:
    """The shortest of some rounds."""
    times = []
    for _ in range(rounds):
        with duckdb.connect() as connection:
            start = time.perf_counter()
            load(body, connection)
            times.append(time.perf_counter() - start)
    return min(times)


def main() -> int:
    body = fetched(sys.argv[1]) if len(sys.argv) > 1 else synthetic()
    warnings.simplefilter("ignore")
    own, other = seconds(ours, body, ROUNDS), seconds(theirs, body, 1)
    size = f"{len(body) / 1e6:.1f} MB"
    print(f"{size}: etl.jsonstat {own:.2f} s, pyjstat + to_sql {other:.2f} s, ratio {other / own:.0f}")
    return 0 if other / own >= LEAST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
