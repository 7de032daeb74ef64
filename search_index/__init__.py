"""The search of the handbook: what is indexed, how it is written, and how a question is answered.

Writing:  sections (`section`) + vocabulary (`vocabulary`) → `writer.write_index` → a folder of shards.
Reading:  that folder → `reader.SearchIndex` → hits, facets, corrections, suggestions.

The folder is a disposable cache inside an edition: deterministic to the byte, rebuilt shard by shard, and
thrown away whenever `layout.SCHEMA` changes. Only `whoosh_terms` imports the search library, behind the
two small protocols of `terms`; another engine needs one more module like it and nothing else.
"""
