"""Keep decisions, keywords and vectors in PostgreSQL with pgvector, for several machines.

The answers are those of the local store, since both rank by the same code over the same numbers. PostgreSQL keeps the
posting lists of our analyser's terms as arrays (`postings.py`), the reader computes BM25 over them with numpy as
`keyword_search.py` does and keeps them in memory. A `tsvector` would know neither how rare a word is nor how long a
passage (`ts_rank` has no document frequencies), and one row a posting takes a second to add up where a word stands
in 300,000 of a million passages. Filters, access groups among them, are conditions of SQL.

Vectors are compared exactly in SQL where a filter leaves little, else by an HNSW graph whose candidates are ranked
anew by their exact cosine. A key begins with the number of its municipality, so that the rows of one lie together in
every table and index. Tables are not split by municipality: a question across three hundred would search as many
graphs.

A commit is one transaction. Each query tells which generation it saw; a reader that has begun with another one begins
anew with the newest.
"""
