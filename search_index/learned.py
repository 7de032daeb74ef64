"""What each piece of evidence is worth."""

from typing import Final

ORDER: Final[dict[str, float]] = {"cover": 3.0}
