"""A cache that is bounded by what its values cost, and lets go of what was asked for longest ago."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class CostCache(Generic[Value]):
    """Values by key up to a total cost; safe to share between threads."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._spent = 0
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value, if it is still here."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, *, cost: int) -> None:
        """Keeps the value as long as there is room; one that is dearer than everything is not kept."""
        with self._lock:
            earlier = self._kept.pop(key, None)
            self._spent += cost - (earlier[1] if earlier else 0)
            self._kept[key] = value, cost
            while self._spent > self._budget:
                _, (_, saved) = self._kept.popitem(last=False)
                self._spent -= saved

    def __len__(self) -> int:
        return len(self._kept)
