"""What must hold of a new database before it may take the old one's place.

Each check is a question to the database whose answer must be empty; every row of an answer is a fault in Norwegian.
Statuses, «a value or a reason» and the keys of all tables but observation are held by the tables themselves
(schema.sql).
"""

from __future__ import annotations

import duckdb
import pandas as pd

#: Faults named in a message; the others are counted.
SHOWN = 3

#: The years of indicators whose units are not just those of the division, each once: seldom any. To count the rows and
#: add up hashes of the codes takes a fraction of the time that grouping every figure by its key does.
OTHER_UNITS = """
    SELECT indicator_id, division, year
    FROM observation
    JOIN (SELECT division, count(*) AS units, sum(hash(code)) AS codes FROM municipality GROUP BY ALL) USING (division)
    GROUP BY indicator_id, division, year, units, codes HAVING count(*) <> units OR sum(hash(code)) <> codes"""

CHECKS = {
    "kjente nøkler": """
        SELECT DISTINCT format('{} {}: ukjent indikator', indicator_id, year)
        FROM observation ANTI JOIN indicator USING (indicator_id)
        UNION ALL
        SELECT DISTINCT format('{} {}: ukjent kommune {} i inndeling {}', indicator_id, year, code, division)
        FROM observation ANTI JOIN municipality USING (division, code)
        UNION ALL
        SELECT DISTINCT format('{} {}: ukjent kilde {}', indicator_id, year, source_id)
        FROM observation ANTI JOIN source USING (source_id) ORDER BY ALL""",
    "ett tall": f"""
        SELECT format('{{}} {{}}: {{}} i inndeling {{}} står {{}} ganger', indicator_id, year, code, division, count(*))
        FROM observation SEMI JOIN ({OTHER_UNITS}) USING (indicator_id, division, year)
        GROUP BY indicator_id, year, code, division HAVING count(*) > 1 ORDER BY ALL""",
    "alle kommuner": f"""
        SELECT format('{{}} {{}}: {{}} av {{}} kommuner i inndeling {{}} har tall eller status', indicator_id, year,
                      count(DISTINCT code), any_value(expected), division)
        FROM observation SEMI JOIN ({OTHER_UNITS}) USING (indicator_id, division, year)
        JOIN (SELECT division, count(*) AS expected FROM municipality GROUP BY ALL) USING (division)
        GROUP BY indicator_id, division, year HAVING count(DISTINCT code) <> any_value(expected) ORDER BY ALL""",
    "noen tall": """
        SELECT format('{} har ingen tall i inndeling {}', indicator_id, division)
        FROM indicator CROSS JOIN division
        WHERE NOT EXISTS (FROM observation o WHERE o.indicator_id = indicator.indicator_id
                          AND o.division = division.division AND o.value IS NOT NULL) ORDER BY ALL""",
    "hva kilden mangler": """
        SELECT format('{} {}: {} i inndeling {} mangler i kilden, og merknaden sier ikke hva', indicator_id, year,
                      code, division)
        FROM observation WHERE status = 'not_in_source' AND coalesce(trim(note), '') = '' ORDER BY ALL""",
    "grenseverdier": """
        SELECT format('{} {}: {} {} i inndeling {} har {}, ventet {}', indicator_id, year, code, name, division, value,
                      CASE WHEN NOT isfinite(value) THEN 'et tall' WHEN value < minimum THEN format('minst {}', minimum)
                           ELSE format('høyst {}', maximum) END)
        FROM observation JOIN indicator USING (indicator_id) JOIN municipality USING (division, code)
        WHERE value < minimum OR value > maximum OR NOT isfinite(value) ORDER BY ALL""",
    "navn på klasser": """
        SELECT DISTINCT format('{} {}: verdien {} er ingen av klassene', indicator_id, year, value)
        FROM observation JOIN indicator USING (indicator_id)
        WHERE scale IN ('ordered', 'category') AND value IS NOT NULL
        AND NOT EXISTS (FROM category c WHERE c.indicator_id = observation.indicator_id AND c.value = observation.value)
        ORDER BY ALL""",
    "nasjonal sum": """
        WITH sums AS (
            SELECT indicator_id, division, year, sum(value) AS total, count(*) = count(value) AS complete
            FROM observation GROUP BY ALL)
        SELECT format('{} {}: ventet {} i inndeling {}, fikk {}', indicator_id, year, national.value, division.division,
                      CASE WHEN complete THEN total::VARCHAR ELSE 'en ufullstendig sum' END)
        FROM national CROSS JOIN division LEFT JOIN sums USING (indicator_id, division, year)
        WHERE CASE WHEN complete THEN abs(total - national.value) > 0.5
                   ELSE make_date(year, 1, 1) BETWEEN valid_from AND coalesce(valid_to, DATE '9999-12-31') END
        ORDER BY ALL""",
    "lik sum i inndelingene": """
        WITH sums AS (
            SELECT indicator_id, year, division, sum(value) AS total
            FROM observation JOIN indicator USING (indicator_id) WHERE aggregation = 'sum'
            GROUP BY ALL HAVING count(*) = count(value))
        SELECT format('{} {}: summene er {} til {} i ulike inndelinger', indicator_id, year, min(total), max(total))
        FROM sums GROUP BY indicator_id, year
        HAVING max(total) - min(total) > 1e-9 * greatest(abs(max(total)), 1) ORDER BY ALL""",
    "kommuneendringer": """
        SELECT format('{} i inndeling {} finnes ikke i inndelingen', code, division)
        FROM (SELECT from_division AS division, from_code AS code FROM code_change
              UNION SELECT to_division, to_code FROM code_change) ANTI JOIN municipality USING (division, code)
        UNION ALL
        SELECT format('{} i inndeling {}: andelene blir {} til sammen', from_code, from_division, sum(share))
        FROM code_change GROUP BY from_division, from_code HAVING abs(sum(share) - 1) > 1e-6 ORDER BY ALL""",
    "kommunegrenser": """
        SELECT format('{} {} i inndeling {} har ingen grense', code, name, division)
        FROM municipality ANTI JOIN boundary USING (division, code) ORDER BY ALL""",
}


class CheckError(Exception):
    """The new database breaks a check; the message names the check, the indicator, the year and what was expected."""


def run(connection: duckdb.DuckDBPyConnection, national: pd.DataFrame) -> None:
    """Run every check; `national` (indicator_id, year, value) holds published totals. Raises CheckError for the first
    that fails.
    """
    connection.register("national", national)
    for name, question in CHECKS.items():
        faults = [fault for (fault,) in connection.execute(question).fetchall()]
        if faults:
            further = f" (og {len(faults) - SHOWN} til)" if len(faults) > SHOWN else ""
            raise CheckError(f"Kontrollen «{name}» holder ikke: {'; '.join(faults[:SHOWN])}{further}")
    connection.unregister("national")
