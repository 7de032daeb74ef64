"""Naming 称谓: what a picture or model of a procedure calls things, in the words of the pages."""

from generators.model.library import Library
from generators.model.procedures import Step
from generators.model.text import Language
from generators.phrases import wording
from generators.process.parts import Names


def names_in(library: Library, language: Language) -> Names:
    """The titles and codes of a library, and the limits of steps in words."""

    def limit(step: Step) -> str:
        if step.limit:
            return wording.duration(step.limit, language)
        said = wording.deadline(step, language)
        return said.words if said else ""

    return Names(
        language=language,
        title=lambda key: library.card(key).title.in_language(language),
        code=lambda key: library.card(key).code,
        limit=limit,
    )
