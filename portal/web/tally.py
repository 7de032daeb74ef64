"""The tally 计数: how many requests were answered and how long they took, for the figures an operator collects."""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import Final

BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})


class Tally:
    """Counts since the process began; nothing about who asked, or for what."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._took = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0

    def count(self, method: str, status: int, seconds: float) -> None:
        """One answer."""
        known = method if method in _METHODS else "other"
        with self._lock:
            self._answers[known, f"{status // 100}xx"] += 1
            self._took[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds

    def lines(self) -> Iterator[str]:
        """In the text format of Prometheus."""
        with self._lock:
            answers, took, seconds = dict(self._answers), list(self._took), self._seconds
        yield "# TYPE dutybook_requests_total counter"
        for (method, status), number in sorted(answers.items()):
            yield f'dutybook_requests_total{{method="{method}",status="{status}"}} {number}'
        yield "# TYPE dutybook_request_seconds histogram"
        total = 0
        for bound, number in zip(("0.01", *map(str, BOUNDS[1:]), "+Inf"), took, strict=True):
            total += number
            yield f'dutybook_request_seconds_bucket{{le="{bound}"}} {total}'
        yield f"dutybook_request_seconds_sum {seconds:.6f}"
        yield f"dutybook_request_seconds_count {total}"
