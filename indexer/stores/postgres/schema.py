"""Lay out the tables of the schema `pykala`.

They hold what `indexer/stores/schema.py` tells of, and besides: `store` says what the store was made with and counts
commits, `texts` and `vectors` keep apart what a filter need not read, `municipalities` gives out keys, and `blocks` and
`postings` are the keyword index (see `postings.py`).
"""

from __future__ import annotations

# Raise it when tables change in a way that older code cannot read, or the other way round.
LAYOUT = 1
TABLES = "store municipalities sources decisions passages texts vectors blocks postings changes".split()

_FIELDS = """
    decision_id TEXT COLLATE "C" {0},
    municipality TEXT COLLATE "C",
    municipality_slug TEXT COLLATE "C",
    organ TEXT COLLATE "C",
    organ_slug TEXT COLLATE "C",
    date TEXT COLLATE "C",
    year INTEGER,
    section TEXT COLLATE "C",
    "case" TEXT COLLATE "C",
    title TEXT COLLATE "C",
    document_kind TEXT COLLATE "C",
    language TEXT COLLATE "C" {0},
    access_groups TEXT COLLATE "C" NOT NULL,
    routine BOOLEAN
"""

SCHEMA = f"""
CREATE TABLE store (
    layout INTEGER NOT NULL,
    generation BIGINT NOT NULL,
    committed TIMESTAMPTZ NOT NULL DEFAULT now(),
    manifest TEXT NOT NULL
);
CREATE TABLE municipalities (
    number INTEGER PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    slug TEXT NOT NULL UNIQUE,
    passages BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE sources (
    source_id TEXT COLLATE "C" PRIMARY KEY,
    source TEXT NOT NULL,
    municipality_slug TEXT COLLATE "C" NOT NULL,
    decisions INTEGER NOT NULL,
    paragraphs INTEGER NOT NULL,
    skipped TEXT,
    attached_to TEXT
);
CREATE TABLE decisions (
    source_id TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    {_FIELDS.format("NOT NULL")},
    section_number INTEGER,
    finality INTEGER NOT NULL,
    listed BOOLEAN NOT NULL,
    standing BOOLEAN NOT NULL DEFAULT FALSE,
    record TEXT NOT NULL,
    record_hash BYTEA NOT NULL,
    words TEXT,
    PRIMARY KEY (source_id, decision_id, language)
);
CREATE INDEX decisions_by_id ON decisions (decision_id);
CREATE INDEX decisions_by_case ON decisions ("case");
CREATE INDEX decisions_by_municipality ON decisions (municipality_slug);
CREATE TABLE passages (
    key BIGINT PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL,
    source_id TEXT COLLATE "C",
    {_FIELDS.format("")},
    part TEXT COLLATE "C",
    page JSONB,
    visible BOOLEAN NOT NULL DEFAULT TRUE,
    content_hash BYTEA NOT NULL,
    UNIQUE (source_id, id)
);
CREATE INDEX passages_by_id ON passages (id);
CREATE INDEX passages_by_decision ON passages (decision_id);
CREATE INDEX passages_by_content ON passages (content_hash);
CREATE INDEX passages_by_municipality ON passages (municipality_slug, year);
CREATE INDEX passages_by_day ON passages (date, section);
CREATE TABLE texts (key BIGINT PRIMARY KEY, content TEXT NOT NULL, meta TEXT NOT NULL);
CREATE TABLE vectors (key BIGINT PRIMARY KEY, embedding vector NOT NULL);
ALTER TABLE vectors ALTER COLUMN embedding SET STORAGE PLAIN;
CREATE TABLE blocks (block BIGINT PRIMARY KEY, places BYTEA NOT NULL, lengths BYTEA NOT NULL);
CREATE TABLE postings (
    term TEXT COLLATE "C",
    block BIGINT,
    places BYTEA NOT NULL,
    counts BYTEA NOT NULL,
    PRIMARY KEY (term, block)
);
CREATE TABLE changes (
    decision_id TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    access_groups TEXT COLLATE "C" NOT NULL,
    municipality_slug TEXT COLLATE "C" NOT NULL,
    organ_slug TEXT COLLATE "C",
    date TEXT COLLATE "C",
    year INTEGER,
    section TEXT COLLATE "C",
    document_kind TEXT COLLATE "C" NOT NULL,
    routine BOOLEAN NOT NULL,
    record_hash BYTEA,
    changed TEXT COLLATE "C" NOT NULL UNIQUE,
    PRIMARY KEY (decision_id, language, access_groups)
);
"""

# See `indexer/stores/schema.py`; here within the municipalities that a writer holds.
CHOOSE_STANDING = """
UPDATE decisions d SET standing = NOT standing
FROM (
    SELECT source_id, decision_id, language, ROW_NUMBER() OVER (
        PARTITION BY decision_id, language ORDER BY finality DESC, source_id DESC
    ) = 1 AS first FROM decisions WHERE municipality_slug = ANY(?)
) chosen
WHERE d.source_id = chosen.source_id AND d.decision_id = chosen.decision_id AND d.language = chosen.language
AND d.standing <> chosen.first
"""

HIDE_PASSAGES = """
UPDATE passages p SET visible = d.standing FROM decisions d
WHERE d.municipality_slug = ANY(?) AND p.decision_id = d.decision_id AND p.source_id = d.source_id
AND p.language = d.language AND p.visible <> d.standing
"""
