"""Digests of plain values: canonical, and tagged with what they identify."""

import hashlib
import json
from typing import Any


def digest_of(tag: str, value: Any) -> str:
    """SHA-256 of the value's canonical JSON, tagged so that no two kinds of thing can share a digest."""
    text = json.dumps([tag, value], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
