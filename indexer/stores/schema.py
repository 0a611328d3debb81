"""Lay out the tables of records.sqlite.

`passages.key` names a passage in records, keywords and vectors; it is never used again, and row numbers of
the vector file follow its order. A decision *stands* when it is the one version to be seen under its id and
language; a passage is *visible* when the decision that it comes from stands, or when it has none.

`sources.attached_to` is the section that was found to have dealt with a file, where its sidecar names none.

`decisions.words` says what the words of a decision's texts are looked up by, so that reading it needs no analyser.

`changes` has one row for each decision that stands or stood and is listed: since when its content is what it is
or, where `record_hash` is null, when it was removed. Nothing in it is a removed document's own words but what the
id holds. The access groups are a part of its key, so that a decision that is closed to somebody is removed for them.
"""

from __future__ import annotations

SCHEMA = """
CREATE TABLE sources (
    source_id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    decisions INTEGER NOT NULL,
    paragraphs INTEGER NOT NULL,
    skipped TEXT,
    attached_to TEXT
);

CREATE TABLE decisions (
    source_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    decision_id TEXT NOT NULL,
    municipality TEXT NOT NULL,
    municipality_slug TEXT NOT NULL,
    organ TEXT,
    organ_slug TEXT,
    date TEXT,
    year INTEGER,
    section TEXT,
    section_number INTEGER,
    "case" TEXT,
    title TEXT NOT NULL,
    document_kind TEXT NOT NULL,
    language TEXT NOT NULL,
    access_groups TEXT NOT NULL,
    routine INTEGER NOT NULL,
    finality INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    standing INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL,
    record_hash BLOB NOT NULL,
    words TEXT,
    PRIMARY KEY (source_id, decision_id, language)
);
CREATE INDEX decisions_by_id ON decisions (decision_id);
CREATE INDEX decisions_by_case ON decisions ("case");

CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    source_id TEXT,
    decision_id TEXT,
    municipality TEXT,
    municipality_slug TEXT,
    organ TEXT,
    organ_slug TEXT,
    date TEXT,
    year INTEGER,
    section TEXT,
    "case" TEXT,
    title TEXT,
    document_kind TEXT,
    language TEXT,
    access_groups TEXT NOT NULL,
    routine INTEGER,
    part TEXT,
    page,
    visible INTEGER NOT NULL DEFAULT 0,
    content TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    meta TEXT NOT NULL,
    UNIQUE (source_id, id)
);
CREATE INDEX passages_by_id ON passages (id);
CREATE INDEX passages_by_decision ON passages (decision_id);
CREATE INDEX passages_by_content ON passages (content_hash);

CREATE TABLE changes (
    decision_id TEXT NOT NULL,
    language TEXT NOT NULL,
    access_groups TEXT NOT NULL,
    municipality_slug TEXT NOT NULL,
    organ_slug TEXT,
    date TEXT,
    year INTEGER,
    section TEXT,
    document_kind TEXT NOT NULL,
    routine INTEGER NOT NULL,
    record_hash BLOB,
    changed TEXT NOT NULL UNIQUE,
    PRIMARY KEY (decision_id, language, access_groups)
);
"""

# Of the versions that share an id and a language the most final stands: adjusted minutes before minutes before
# an agenda. Of equals the one stands whose file's name says that it is corrected, else the last source id.
CHOOSE_STANDING = """
UPDATE decisions SET standing = NOT standing
WHERE standing <> ((source_id, decision_id, language) IN (
    SELECT source_id, decision_id, language FROM (
        SELECT source_id, decision_id, language, ROW_NUMBER() OVER (
            PARTITION BY decision_id, language ORDER BY finality DESC, source_id DESC
        ) AS place FROM decisions
    ) WHERE place = 1
));
"""

HIDE_PASSAGES = """
UPDATE passages SET visible = NOT visible
WHERE visible = EXISTS (
    SELECT 1 FROM decisions d
    WHERE d.source_id = passages.source_id AND d.decision_id = passages.decision_id
    AND d.language = passages.language AND NOT d.standing
);
"""

# A municipality stands between date and section so that two boards of one name never interleave.
DECISION_ORDER = """
d.date IS NULL, d.date, d.organ NULLS FIRST, d.municipality, d.section_number IS NULL, d.section_number,
d.section NULLS FIRST, d.source_id, d.position
"""
