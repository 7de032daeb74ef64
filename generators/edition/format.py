"""What the files of an edition say: manifest and catalogue, typed, with deterministic bytes."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

FORMAT = 1
"""Version of the folder layout and of both files. A reader refuses any other."""

IDENTITY_TAG = "dutybook/edition/v1"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Inputs(_Value):
    """All that decides what an edition contains. Its identity is made of this, never of output bytes."""

    content_digest: str
    generator: str = Field(description="name and version, e.g. dutybook/1.0.0")
    settings: Mapping[str, str | int | bool] = Field(default_factory=dict)


class FileDigest(_Value):
    """One file as it was written."""

    sha256: str
    size: int


class Manifest(_Value):
    """The list of everything in an edition. It is written last; its own digest is nowhere inside."""

    format: int
    id: str
    inputs: Inputs
    files: Mapping[str, FileDigest]


class CatalogueDocument(_Value):
    """One document, as lists and scripts need it. Digests are per language, of its own controlled text."""

    id: str
    kind: str
    unit: str
    department: str = ""
    code: str = ""
    title: str
    titles: Mapping[str, str] = Field(default_factory=dict, description="language → title")
    revision: str = ""
    status: str
    classification: str = "internal"
    owner: str = ""
    effective: str = ""
    review_by: str = ""
    basis: tuple[str, ...] = ()
    digest: str = Field(description="of the first language's text")
    digests: Mapping[str, str] = Field(default_factory=dict, description="language → digest")
    pages: Mapping[str, str] = Field(
        default_factory=dict, description="language → address below the top, e.g. en/auto/role/x/"
    )


class Catalogue(_Value):
    """Every document of an edition, departments included, sorted by id."""

    format: int = FORMAT
    units: Mapping[str, Mapping[str, str]] = Field(
        default_factory=dict, description="unit → language → title"
    )
    documents: tuple[CatalogueDocument, ...]


def canonical_json(value: Any) -> bytes:
    """The one spelling of a value: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def edition_id(inputs: Inputs) -> str:
    """The identity of an edition: 16 hex digits over its tagged inputs."""
    tagged = [IDENTITY_TAG, inputs.model_dump()]
    return hashlib.sha256(canonical_json(tagged)).hexdigest()[:16]


def manifest_bytes(manifest: Manifest) -> bytes:
    """A manifest as it lies on disk."""
    return canonical_json(manifest.model_dump()) + b"\n"


def catalogue_bytes(catalogue: Catalogue) -> bytes:
    """A catalogue as it lies on disk, documents in the order of their ids, one a line."""
    documents = sorted(catalogue.documents, key=lambda document: document.id)
    lines = b",\n".join(canonical_json(document.model_dump()) for document in documents)
    units = canonical_json(catalogue.model_dump()["units"])
    return b'{"documents":[\n%s\n],"format":%d,"units":%s}\n' % (lines, catalogue.format, units)
