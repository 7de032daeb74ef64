"""Merging 并回: a model of ours that was changed elsewhere. What was not touched stays as its author wrote it.

The file carries the procedure it was made from. Reading that procedure's own model gives the steps as they were drawn;
where the file shows the same, the author's words are kept, in both languages; where it shows something else, that.
"""

from collections.abc import Iterable
from typing import Any

from generators.model.procedures import END
from generators.process.bpmn.content import Data, References, approving, forms_of, leading, new_step, saying
from generators.process.bpmn.drafting import Branch, Draft, DraftStep, Party
from generators.process.bpmn.listing import Left
from generators.process.bpmn.model import Datum

_SAID = ("name", "do", "decide")


class Merge:
    """One procedure, the draft it had given, and the draft of the file."""

    def __init__(self, original: Data, base: Draft, *, language: str, references: References) -> None:
        self.left: list[Left] = []
        self._original, self._base = original, {step.id: step for step in base.steps}
        self._before = base
        self._language, self._references = language, references
        self._written: dict[str, Data] = {step["id"]: step for step in original.get("steps", ())}

    def merged(self, draft: Draft) -> Data:
        """The procedure as it is now."""
        data = dict(self._original)
        if draft.title != self._before.title:
            data["title"] = self._worded(data.get("title"), draft.title)
        if draft.words != self._before.words:
            data["purpose"] = self._worded(data.get("purpose"), draft.words)
        if draft.trigger != self._before.trigger:
            data["trigger"] = {**data.get("trigger", {}), "event": self._worded(
                data.get("trigger", {}).get("event"), draft.trigger)}  # fmt: skip
        now = {step.id: step for step in draft.steps}
        for gone in [key for key in self._written if key not in now]:
            self.left.append(
                Left("step-gone", 0, gone, {"text": self._base[gone].title if gone in self._base else ""})
            )
        steps = [self._step(step) for step in self._in_order(draft)]
        data["steps"] = self._led_on(steps, now)
        return data

    def _in_order(self, draft: Draft) -> list[DraftStep]:
        """The author's order, new steps after what leads to them; but what begins stands first."""
        now = {step.id: step for step in draft.steps}
        ordered = [key for key in self._written if key in now]
        if draft.steps and ordered and draft.steps[0].id != self._before.steps[0].id:
            first = draft.steps[0].id
            ordered = [first, *(key for key in ordered if key != first)]
        for place, step in enumerate(draft.steps):
            if step.id not in ordered:
                before = [s.id for s in draft.steps[:place] if s.id in ordered]
                ordered.insert(ordered.index(before[-1]) + 1 if before else 0, step.id)
        return [now[key] for key in ordered]

    def _led_on(self, steps: list[Data], now: dict[str, DraftStep]) -> list[Data]:
        """A step says where it leads if the order alone does not, or if its author said so."""
        following = [step["id"] for step in steps[1:]] + [END]
        return [
            self._settled(step, now[step["id"]], after) for step, after in zip(steps, following, strict=False)
        ]

    def _settled(self, data: Data, step: DraftStep, after: str) -> Data:
        if not any(data.get(key) for key in ("next", "fork", "branches")):
            return data if step.ways == (after,) else {**data, "next": step.ways[0]}
        said = self._written.get(step.id, {}).get("next")
        return _with(data, "next", None) if data.get("next") == after and not said else data

    def _step(self, step: DraftStep) -> Data:
        base, written = self._base.get(step.id), self._written.get(step.id)
        if base is None or written is None:
            self.left.append(Left("step-new", step.line, step.title))
            return new_step(step, self._references)
        if _plain(step) == _plain(base):
            return written
        self.left.append(Left("step-changed", step.line, step.title))
        return self._changed(dict(written), step, base)

    def _changed(self, data: Data, step: DraftStep, base: DraftStep) -> Data:
        data = self._renamed(data, step, base)
        if _plain(step.actor) != _plain(base.actor):
            data = _with(data, "actor", self._references.party(step.actor) if step.actor else None)
        if (step.nature, _plain(step.by), step.mode) != (base.nature, _plain(base.by), base.mode):
            data = self._of_another_nature(data, step)
        if (step.branches, step.ways) != (base.branches, base.ways):
            data = self._led_elsewhere(data, step, base)
        for key in ("rejected", "join", "hand_off", "limit"):
            if getattr(step, key) != getattr(base, key):
                data = _with(data, key, getattr(step, key) or None)
        if _plain((step.inputs, step.outputs)) != _plain((base.inputs, base.outputs)):
            forms = forms_of(step, self._references)
            for key in ("inputs", "output"):
                data = _with(data, key, forms.get(key))
        if step.informed:
            told = [*data.get("informed", ()), *(self._references.party(party) for party in step.informed)]
            data = _with(data, "informed", list(dict.fromkeys(told)))
        return self._noted(data, step, base)

    def _renamed(self, data: Data, step: DraftStep, base: DraftStep) -> Data:
        if step.title == base.title:
            return data
        key = next((key for key in _SAID if key in data), "do")
        return _with(data, key, self._worded(data.get(key), step.title))

    def _of_another_nature(self, data: Data, step: DraftStep) -> Data:
        if step.nature == "approval":
            return _with(_with(data, "approve", approving(step, self._references)), "branches", None)
        kept = {
            key: said
            for key, said in data.items()
            if key not in ("approve", "do", "decide", "branches", "rejected")
        }
        return kept | saying(step, self._references)

    def _led_elsewhere(self, data: Data, step: DraftStep, base: DraftStep) -> Data:
        kept = {key: said for key, said in data.items() if key not in ("next", "fork", "branches")}
        if not step.branches:
            return kept | leading(step)
        return kept | {
            "branches": [self._branch(b, base.branches, data.get("branches", ())) for b in step.branches]
        }

    def _branch(self, branch: Branch, before: Iterable[Branch], written: Iterable[Data]) -> Data:
        """A branch keeps what its author wrote of it as long as its label or its target is the same."""
        pairs = list(zip(before, written, strict=False))
        same = next((said for was, said in pairs if was == branch), None)
        if same:
            return same
        named = next((said for was, said in pairs if was.label == branch.label), None)
        if named:
            return {**named, "next": branch.next}
        led = next((said for was, said in pairs if was.next == branch.next), None)
        if led:
            return {**led, "label": self._worded(led["label"], branch.label)}
        return {"label": branch.label, "next": branch.next}

    def _noted(self, data: Data, step: DraftStep, base: DraftStep) -> Data:
        """New words become the note, without what other fields say."""
        if step.words == base.words:
            return data
        said = {line for words in base.words for line in words.split("\n")}
        note = self._in_language(data.get("note")).split("\n")
        new = [line for words in step.words for line in words.split("\n") if line not in said or line in note]
        return _with(data, "note", self._worded(data.get("note"), "\n".join(new)) if new else None)

    def _in_language(self, written: Any) -> str:
        if isinstance(written, dict):
            return str(written.get(self._language, ""))
        return str(written or "")

    def _worded(self, written: Any, words: str) -> Any:
        """New words in the language of the file; the other language stays until somebody mends it."""
        if isinstance(written, dict):
            return {**written, self._language: words}
        if self._language == "en" and written:
            return {"zh-Hans": written, "en": words}
        return words if self._language != "en" else {"en": words}


def _with(data: Data, key: str, value: Any) -> Data:
    """The data with a value, or without the key."""
    kept = {name: said for name, said in data.items() if name != key}
    return data | {key: value} if value is not None else kept


def _plain(value: Any) -> Any:
    """What is compared: references before names, and nothing of where something stands in a file."""
    if isinstance(value, DraftStep):
        return tuple(_plain(said) for key, said in vars(value).items() if key != "line")
    if isinstance(value, Party):
        return value.ref or value.name
    if isinstance(value, Datum):
        return value.ref or value.name or value.id
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value
