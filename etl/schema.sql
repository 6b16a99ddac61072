-- The whole data model. Values live in observation; everything else explains them.
-- Codes are four-character strings and belong to a division; names are never keys.

CREATE TABLE division (
    division    VARCHAR PRIMARY KEY,
    valid_from  DATE NOT NULL,
    valid_to    DATE,
    CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
COMMENT ON TABLE division IS 'Municipal divisions; valid_to is NULL for the one in force';

CREATE TABLE source (
    source_id       VARCHAR PRIMARY KEY,
    publisher       VARCHAR NOT NULL,
    title           VARCHAR NOT NULL,
    url             VARCHAR NOT NULL,
    licence         VARCHAR NOT NULL,
    table_id        VARCHAR,
    reference_date  VARCHAR NOT NULL,
    updated         TIMESTAMP,
    retrieved_at    TIMESTAMP NOT NULL,
    sha256          VARCHAR NOT NULL,
    note            VARCHAR
);
COMMENT ON COLUMN source.reference_date IS 'What the figures refer to, as the publisher says it: a date, a year or a span';
COMMENT ON COLUMN source.sha256 IS 'Checksum of the file or answer that was read';

CREATE TABLE municipality (
    division            VARCHAR NOT NULL REFERENCES division (division),
    code                VARCHAR NOT NULL CHECK (regexp_full_match(code, '[0-9]{4}')),
    name                VARCHAR NOT NULL,
    county_code         VARCHAR NOT NULL CHECK (regexp_full_match(county_code, '[0-9]{2}')),
    county              VARCHAR NOT NULL,
    centrality_index    INTEGER CHECK (centrality_index BETWEEN 0 AND 1000),
    centrality_class    INTEGER CHECK (centrality_class BETWEEN 1 AND 6),
    centrality_version  VARCHAR,
    kostra_group        INTEGER CHECK (kostra_group BETWEEN 1 AND 17),
    labour_market_region  VARCHAR,
    land_km2            DOUBLE CHECK (land_km2 > 0),
    longitude           DOUBLE NOT NULL CHECK (longitude BETWEEN 4 AND 32),
    latitude            DOUBLE NOT NULL CHECK (latitude BETWEEN 57 AND 72),
    PRIMARY KEY (division, code)
);
COMMENT ON COLUMN municipality.labour_market_region IS 'Name of the housing and labour-market region of 2020 (TØI/NIBR); NULL for a municipality that came later';
COMMENT ON COLUMN municipality.land_km2 IS 'Area in km2, fresh water included, sea left out (Kartverket)';
COMMENT ON COLUMN municipality.longitude IS 'A point inside the municipality, EPSG:4258';

CREATE TABLE code_change (
    from_division  VARCHAR NOT NULL REFERENCES division (division),
    from_code      VARCHAR NOT NULL,
    to_division    VARCHAR NOT NULL REFERENCES division (division),
    to_code        VARCHAR NOT NULL,
    share          DOUBLE NOT NULL CHECK (share > 0 AND share <= 1),
    kind           VARCHAR NOT NULL CHECK (kind IN ('same', 'renumbered', 'merged', 'split', 'part')),
    PRIMARY KEY (from_division, from_code, to_division, to_code)
);
COMMENT ON COLUMN code_change.share IS 'Share of the old unit''s inhabitants at the change that went to the new unit';

CREATE TABLE former_municipality (
    old_code   VARCHAR PRIMARY KEY CHECK (regexp_full_match(old_code, '[0-9]{4}')),
    old_name   VARCHAR NOT NULL,
    last_year  INTEGER NOT NULL,
    division   VARCHAR NOT NULL,
    code       VARCHAR NOT NULL,
    source_id  VARCHAR NOT NULL REFERENCES source (source_id),
    FOREIGN KEY (division, code) REFERENCES municipality (division, code)
);
COMMENT ON TABLE former_municipality IS 'Municipality numbers that are out of use, and the municipality that holds them now, or the main part where one was divided';

CREATE TABLE neighbour (
    division        VARCHAR NOT NULL,
    code            VARCHAR NOT NULL,
    neighbour_code  VARCHAR NOT NULL,
    border_km       DOUBLE NOT NULL CHECK (border_km > 0),
    PRIMARY KEY (division, code, neighbour_code),
    FOREIGN KEY (division, code) REFERENCES municipality (division, code),
    FOREIGN KEY (division, neighbour_code) REFERENCES municipality (division, code),
    CHECK (code <> neighbour_code)
);
COMMENT ON COLUMN neighbour.border_km IS 'Length of the shared border on land';

CREATE TABLE boundary (
    division  VARCHAR NOT NULL,
    code      VARCHAR NOT NULL,
    geometry  BLOB NOT NULL,
    PRIMARY KEY (division, code),
    FOREIGN KEY (division, code) REFERENCES municipality (division, code)
);
COMMENT ON COLUMN boundary.geometry IS 'WKB, EPSG:4258';

CREATE TABLE geometry_file (
    division   VARCHAR PRIMARY KEY REFERENCES division (division),
    file_name  VARCHAR NOT NULL,
    sha256     VARCHAR NOT NULL,
    source_id  VARCHAR NOT NULL REFERENCES source (source_id)
);
COMMENT ON TABLE geometry_file IS 'What the browser draws: a file in static/ whose name holds its checksum';

CREATE TABLE indicator (
    indicator_id       VARCHAR PRIMARY KEY,
    title              VARCHAR NOT NULL,
    short_title        VARCHAR NOT NULL,
    noun               VARCHAR,
    sentence           VARCHAR NOT NULL,
    place              VARCHAR NOT NULL CHECK (place IN ('høy', 'mange', 'stor', 'lang')),
    counted            VARCHAR,
    role               VARCHAR NOT NULL CHECK (role IN ('rammebetingelser', 'tjenesteyter', 'myndighetsutøver',
                                                        'samfunnsutvikler', 'demokratisk arena')),
    stage              VARCHAR NOT NULL CHECK (stage IN ('condition', 'effort', 'result')),
    theme              VARCHAR NOT NULL,
    unit               VARCHAR NOT NULL,
    decimals           INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 4),
    direction          VARCHAR NOT NULL CHECK (direction IN ('higher_is_better', 'lower_is_better', 'none')),
    kind               VARCHAR NOT NULL CHECK (kind IN ('observed', 'derived', 'modelled')),
    scale              VARCHAR NOT NULL CHECK (scale IN ('amount', 'change', 'ordered', 'category')),
    aggregation        VARCHAR NOT NULL CHECK (aggregation IN ('sum', 'weighted_mean', 'largest_part', 'recomputed')),
    base_indicator_id  VARCHAR,
    base_year_offset  INTEGER NOT NULL,  -- years from the figure's own to the one its base is taken from
    divisor            VARCHAR,
    featured           BOOLEAN NOT NULL,
    ranked             BOOLEAN NOT NULL,
    one_division       BOOLEAN NOT NULL,
    minimum            DOUBLE,
    maximum            DOUBLE,
    begins             INTEGER NOT NULL CHECK (begins <= 0),
    rhythm             VARCHAR NOT NULL,
    reference          VARCHAR NOT NULL,
    definition         VARCHAR NOT NULL,
    why                VARCHAR NOT NULL,
    legal_basis        VARCHAR NOT NULL,
    duty_area          VARCHAR,
    duty_rule          VARCHAR,
    duty_kind          VARCHAR CHECK (duty_kind IN ('measured', 'proxy')),
    duty_counted       VARCHAR,
    duty_cases         VARCHAR,
    source_id          VARCHAR NOT NULL REFERENCES source (source_id),
    contents           VARCHAR,
    expected_contents  VARCHAR,
    definition_url     VARCHAR,
    notes              VARCHAR,
    caveat             VARCHAR NOT NULL,
    position           INTEGER NOT NULL,
    shared             BOOLEAN NOT NULL,
    computation        VARCHAR,
    published_unit     VARCHAR,
    published_period   VARCHAR,
    CHECK (minimum IS NULL OR maximum IS NULL OR minimum <= maximum)
);
COMMENT ON COLUMN indicator.stage IS 'What the figure is of: a condition (rammevilkår), an effort (innsats) or a result (resultat)';
COMMENT ON COLUMN indicator.scale IS 'How it is drawn: amount (light to dark), change (around zero), ordered classes, unordered category';
COMMENT ON COLUMN indicator.aggregation IS 'How the figure of a unit is made from its parts: sum, weighted_mean (by base_indicator_id, else inhabitants), largest_part, recomputed from its inputs';
COMMENT ON COLUMN indicator.reference IS 'What a year means, with {year} in it: «1. januar {year}», «regnskapsåret {year}»';
COMMENT ON COLUMN indicator.sentence IS 'How the figure is told, as JSON: a pattern with {name} and {value} or {number}, or an object with the patterns above, below, zero and the nouns gain, loss, or with a pattern for each class';
COMMENT ON COLUMN indicator.place IS 'The adjective whose degrees tell the figure''s place: høyest, flest, størst, lengst';
COMMENT ON COLUMN indicator.counted IS 'The classes that a title counts and what it says of them, as JSON; NULL where it tells of the largest';
COMMENT ON COLUMN indicator.divisor IS 'The indicator that the figure is divided by, where the data hold it';
COMMENT ON COLUMN indicator.featured IS 'Whether it is among the key figures shown first';
COMMENT ON COLUMN indicator.ranked IS 'Whether its figures may be put in order: false where a place among others would say more than they know';
COMMENT ON COLUMN indicator.one_division IS 'Whether it was measured in one division of municipalities alone, which it is then shown in';
COMMENT ON COLUMN indicator.begins IS 'Years from the figure''s own to the one in which its period begins: -3 for a sum over 2021-2024 that is dated 2024';
COMMENT ON COLUMN indicator.legal_basis IS 'Law and paragraph of the duty, or «ingen»';
COMMENT ON COLUMN indicator.notes IS 'The publisher''s mandatory notes, shown wherever the figure is';
COMMENT ON COLUMN indicator.position IS 'Order on screen';
COMMENT ON COLUMN indicator.computation IS 'How it is computed from other indicators, as JSON (ratio, change_per_cent, difference, classes, weak_areas); NULL where it is read';
COMMENT ON COLUMN indicator.expected_contents IS 'The label that the catalogue knows, where the publisher''s table has come to call it otherwise (contents)';
COMMENT ON COLUMN indicator.published_unit IS 'The unit as the publisher''s table states it';
COMMENT ON COLUMN indicator.published_period IS 'When in a year it is measured, with its base period, as the publisher''s table states it';
COMMENT ON COLUMN indicator.shared IS 'False for an indicator that is shown on a page of its own and offered nowhere else';

CREATE TABLE unavailable_indicator (
    indicator_id  VARCHAR PRIMARY KEY,
    title         VARCHAR NOT NULL,
    short_title   VARCHAR NOT NULL,
    role          VARCHAR NOT NULL,
    stage         VARCHAR NOT NULL,
    theme         VARCHAR NOT NULL,
    unit          VARCHAR NOT NULL,
    direction     VARCHAR NOT NULL,
    kind          VARCHAR NOT NULL,
    aggregation   VARCHAR NOT NULL,
    base_indicator_id  VARCHAR,
    minimum       DOUBLE,
    maximum       DOUBLE,
    rhythm        VARCHAR NOT NULL,
    definition    VARCHAR NOT NULL,
    why           VARCHAR NOT NULL,
    legal_basis   VARCHAR NOT NULL,
    caveat        VARCHAR NOT NULL,
    position      INTEGER NOT NULL,
    duty_area     VARCHAR,
    duty_kind     VARCHAR,
    table_id      VARCHAR,
    reason        VARCHAR NOT NULL
);
COMMENT ON TABLE unavailable_indicator IS 'Indicators of the catalogue that have no figures yet, and why; columns mean what they do in the table indicator';
COMMENT ON COLUMN unavailable_indicator.table_id IS 'The table of Statistics Norway that the figures will come from; NULL for what is computed or imported';

CREATE TABLE category (
    indicator_id  VARCHAR NOT NULL REFERENCES indicator (indicator_id),
    value         INTEGER NOT NULL,
    label         VARCHAR NOT NULL,
    PRIMARY KEY (indicator_id, value)
);
COMMENT ON TABLE category IS 'What the values of ordered and category indicators are called on screen';

-- That indicator, municipality and source exist, and that no figure stands twice, are checks of the build: as keys they
-- would triple the time that it takes to fill the table. Its rows lie in the order that they are asked for.
CREATE TABLE observation (
    indicator_id  VARCHAR NOT NULL,
    division      VARCHAR NOT NULL,
    code          VARCHAR NOT NULL,
    year          INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2100),
    value         DOUBLE,
    lower         DOUBLE,
    upper         DOUBLE,
    status        VARCHAR NOT NULL CHECK (status IN ('observed', 'provisional', 'revised', 'suppressed', 'not_reported',
                                                     'not_applicable', 'not_in_source', 'too_few', 'derived',
                                                     'modelled')),
    comparable    BOOLEAN NOT NULL,
    note          VARCHAR,
    source_id     VARCHAR NOT NULL,
    CHECK ((value IS NULL) = (status IN ('suppressed', 'not_reported', 'not_applicable', 'not_in_source',
                                           'too_few'))),
    CHECK ((lower IS NULL) = (upper IS NULL) AND (lower IS NULL OR (value IS NOT NULL AND lower <= upper)))
);
COMMENT ON COLUMN observation.value IS 'In the indicator''s unit; NULL exactly when the status says why there is none';
COMMENT ON COLUMN observation.lower IS 'With upper: the published uncertainty of the figure, or the interval of a projection; NULL where there is none';
COMMENT ON COLUMN observation.status IS 'not_reported: the publisher has no figure; not_in_source: the publisher may have one, but what we read lacks it (the note says which); too_few: too little is known of what it would be a total of';
COMMENT ON COLUMN observation.comparable IS 'False where the published figure cannot be compared with other municipalities'' (the note says why)';

-- No key, since it would take longer than the rest: the file that it is read from has no row twice.
CREATE TABLE age_sex (
    division   VARCHAR NOT NULL,
    code       VARCHAR NOT NULL,
    year       INTEGER NOT NULL,
    sex        VARCHAR NOT NULL CHECK (sex IN ('female', 'male')),
    age_group  VARCHAR NOT NULL,
    persons    INTEGER NOT NULL CHECK (persons >= 0),
    source_id  VARCHAR NOT NULL
);
COMMENT ON TABLE age_sex IS 'Inhabitants on 1 January by sex and five-year age group (0-4 ... 85-89, 90+), for pyramids; a municipality without figures of its own has no rows';

-- No keys on the three tables of the projection either: each is computed, a row a unit, and only written here.
CREATE TABLE projected_age_sex (
    division   VARCHAR NOT NULL,
    code       VARCHAR NOT NULL,
    year       INTEGER NOT NULL,
    sex        VARCHAR NOT NULL CHECK (sex IN ('female', 'male')),
    age_group  VARCHAR NOT NULL,
    persons    DOUBLE NOT NULL CHECK (persons >= 0)
);
COMMENT ON TABLE projected_age_sex IS 'MODELLED, not counted: inhabitants by sex and age if the pattern of the last years goes on (etl/projection.py)';

CREATE TABLE projection_other (
    indicator_id  VARCHAR NOT NULL,
    division      VARCHAR NOT NULL,
    code          VARCHAR NOT NULL,
    year          INTEGER NOT NULL,
    value         DOUBLE NOT NULL CHECK (value >= 0)
);
COMMENT ON TABLE projection_other IS 'MODELLED: the same computation without the newest five years, in which many refugees came';

CREATE TABLE projection_test (
    indicator_id  VARCHAR NOT NULL,
    division      VARCHAR NOT NULL,
    code          VARCHAR NOT NULL,
    start         INTEGER NOT NULL,
    year          INTEGER NOT NULL CHECK (year > start),
    projected     DOUBLE NOT NULL CHECK (projected >= 0),
    happened      DOUBLE NOT NULL,
    lower         DOUBLE,
    upper         DOUBLE,
    CHECK ((lower IS NULL) = (upper IS NULL))
);
COMMENT ON TABLE projection_test IS 'The track record: what the same computation would have said from an earlier start, and what the year brought';
COMMENT ON COLUMN projection_test.lower IS 'With upper: the interval (80 per cent) that it would have had; NULL for the start that the widths of the intervals come from';

CREATE TABLE state_grant (
    ministry             VARCHAR NOT NULL,
    chapter              VARCHAR NOT NULL,
    chapter_name         VARCHAR NOT NULL,
    item                 VARCHAR NOT NULL,
    name                 VARCHAR NOT NULL,
    kind                 VARCHAR NOT NULL CHECK (kind IN ('block_grant', 'top_up', 'vat_compensation', 'other')),
    year                 INTEGER NOT NULL,
    accounts_mnok        DOUBLE,
    budget_adopted_mnok  DOUBLE,
    budget_revised_mnok  DOUBLE,
    source_id            VARCHAR NOT NULL REFERENCES source (source_id),
    PRIMARY KEY (chapter, item, year)
);
COMMENT ON TABLE state_grant IS 'The state''s transfers to municipalities and counties, items 60-69 of the budget, in million kroner of the year';
COMMENT ON COLUMN state_grant.kind IS 'Block grant (chapters 571 and 572), top-up financing (575), VAT compensation (1632.61); the rest is the nearest thing to a list of earmarked grants, not the ministry''s own';

CREATE TABLE group_figure (
    group_kind      VARCHAR NOT NULL,
    group_id        VARCHAR NOT NULL,
    measure         VARCHAR NOT NULL,
    reference_date  DATE NOT NULL,
    value           DOUBLE NOT NULL,
    source_id       VARCHAR NOT NULL REFERENCES source (source_id),
    PRIMARY KEY (group_kind, group_id, measure, reference_date)
);
COMMENT ON TABLE group_figure IS 'Figures published or computed for groups only, such as inhabitants by age in a centrality class';

CREATE TABLE duty_score (
    indicator_id  VARCHAR NOT NULL REFERENCES indicator (indicator_id),
    division      VARCHAR NOT NULL,
    code          VARCHAR NOT NULL,
    year          INTEGER NOT NULL,
    score         DOUBLE NOT NULL CHECK (score BETWEEN 0 AND 100),
    own_score     DOUBLE NOT NULL CHECK (own_score BETWEEN 0 AND 100),
    cases         DOUBLE,
    lawful        DOUBLE,
    unassessed    DOUBLE,
    PRIMARY KEY (indicator_id, division, code)
);
COMMENT ON TABLE duty_score IS 'How far each statutory duty is met by its newest open figure: 100 is fully';
COMMENT ON COLUMN duty_score.score IS 'A share of few cases is pulled towards the share of its centrality class (empirical Bayes)';
COMMENT ON COLUMN duty_score.own_score IS 'What the municipality''s own figure says: of those that were assessed, with what is exempt by law as met';
COMMENT ON COLUMN duty_score.lawful IS 'Per cent exempt by law, which is no breach; NULL where unknown or not applicable';
COMMENT ON COLUMN duty_score.unassessed IS 'Per cent that nobody could assess, which is neither met nor a breach; NULL where unknown or not applicable';
COMMENT ON COLUMN duty_score.cases IS 'How many cases the figure counts (kindergartens, investigations); NULL where unknown or where it is no share of cases';

CREATE TABLE weak_area (
    indicator_id       VARCHAR NOT NULL REFERENCES indicator (indicator_id),
    division           VARCHAR NOT NULL,
    code               VARCHAR NOT NULL,
    position           INTEGER NOT NULL,
    area               VARCHAR NOT NULL,
    area_indicator_id  VARCHAR NOT NULL REFERENCES indicator (indicator_id),
    year               INTEGER NOT NULL,
    weak_at            DOUBLE CHECK (weak_at BETWEEN 0 AND 100),
    PRIMARY KEY (indicator_id, division, code, position)
);
COMMENT ON TABLE weak_area IS 'The areas behind a count of weak areas, each apart, by the newest comparable figure of its indicator';
COMMENT ON COLUMN weak_area.weak_at IS 'The smallest share (per cent) of the weakest that the municipality is among; NULL without a figure that can be compared';

CREATE TABLE compliance_pattern (
    division    VARCHAR NOT NULL,
    code        VARCHAR NOT NULL,
    size        DOUBLE NOT NULL,
    centrality  DOUBLE NOT NULL,
    economy     DOUBLE,
    PRIMARY KEY (division, code)
);
COMMENT ON TABLE compliance_pattern IS 'What the MODELLED pattern is drawn from: where a municipality stands, in standard deviations from the mean of the division';
COMMENT ON COLUMN compliance_pattern.size IS 'Of the logarithm of inhabitants';
COMMENT ON COLUMN compliance_pattern.economy IS 'Of free income per inhabitant corrected for need; NULL where it is missing or can''t be compared';

CREATE TABLE compliance_coefficient (
    division  VARCHAR NOT NULL,
    position  INTEGER NOT NULL,
    symbol    VARCHAR NOT NULL,
    meaning   VARCHAR NOT NULL,
    value     DOUBLE NOT NULL,
    PRIMARY KEY (division, position)
);
COMMENT ON TABLE compliance_coefficient IS 'Every number in the formula of the pattern, in the words of the page';

CREATE TABLE nordic_municipality (
    country         VARCHAR NOT NULL CHECK (country IN ('FI', 'NO', 'SE', 'DK', 'IS')),
    code            VARCHAR NOT NULL,
    name            VARCHAR NOT NULL,
    reference_date  DATE NOT NULL,
    population      INTEGER,
    scope           VARCHAR NOT NULL,
    source_id       VARCHAR NOT NULL REFERENCES source (source_id),
    PRIMARY KEY (country, code, reference_date, scope)
);
CREATE TABLE nordic_summary (
    country         VARCHAR NOT NULL,
    scope           VARCHAR NOT NULL,
    reference_date  DATE NOT NULL,
    municipalities  INTEGER NOT NULL,
    population      INTEGER NOT NULL,
    mean            DOUBLE NOT NULL,
    median          DOUBLE NOT NULL,
    largest         INTEGER NOT NULL,
    smallest        INTEGER NOT NULL,
    below_5000      INTEGER NOT NULL,
    source_id       VARCHAR NOT NULL REFERENCES source (source_id),
    PRIMARY KEY (country, scope, reference_date)
);
CREATE TABLE nordic_size_class (
    country         VARCHAR NOT NULL,
    scope           VARCHAR NOT NULL,
    reference_date  DATE NOT NULL,
    size_class      VARCHAR NOT NULL,
    municipalities  INTEGER NOT NULL,
    population      INTEGER NOT NULL,
    source_id       VARCHAR NOT NULL REFERENCES source (source_id),
    PRIMARY KEY (country, scope, reference_date, size_class)
);
CREATE TABLE committee_table (
    country    VARCHAR NOT NULL,
    "row"      VARCHAR NOT NULL,
    value      DOUBLE NOT NULL,
    note       VARCHAR,
    source_id  VARCHAR NOT NULL REFERENCES source (source_id),
    PRIMARY KEY (country, "row")
);
COMMENT ON TABLE committee_table IS 'The Nordic table of the committee''s slides as printed; note says where a cell does not fit its column''s date';

CREATE TABLE load (
    load_id           INTEGER PRIMARY KEY,
    version           VARCHAR NOT NULL,
    started_at        TIMESTAMP NOT NULL,
    finished_at       TIMESTAMP NOT NULL,
    mode              VARCHAR NOT NULL CHECK (mode IN ('snapshot', 'raw')),
    catalogue_sha256  VARCHAR NOT NULL,
    schema_sha256     VARCHAR NOT NULL,
    problems          VARCHAR[] NOT NULL
);
COMMENT ON TABLE load IS 'The builds behind this file, oldest first; the newest is the one that is shown';
COMMENT ON COLUMN load.version IS 'Checksum of everything that is shown, eight hex digits: the same data give the same version, also when they come back';
COMMENT ON COLUMN load.schema_sha256 IS 'Checksum of the schema that the file was made with: a program with another one builds anew';

CREATE TABLE change (
    load_id       INTEGER NOT NULL REFERENCES load (load_id),
    indicator_id  VARCHAR NOT NULL,
    division      VARCHAR NOT NULL,
    code          VARCHAR NOT NULL,
    year          INTEGER NOT NULL,
    old_value     DOUBLE,
    old_status    VARCHAR,
    new_value     DOUBLE,
    new_status    VARCHAR,
    PRIMARY KEY (load_id, indicator_id, division, code, year)
);
COMMENT ON TABLE change IS 'What a build changed, took away (new_* NULL) or added to a year that was already there (old_* NULL)';

CREATE TABLE filled (
    table_name  VARCHAR PRIMARY KEY,
    rows        BIGINT NOT NULL
);
COMMENT ON TABLE filled IS 'How many rows the build left in each other table: whoever opens the file sees whether some are lost';
