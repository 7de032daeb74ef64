"""Size budgets: small modules, small functions, every result typed, every module and public class explained."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.checks.tree import PACKAGES, functions_of, python_modules

MODULE_LINES = 300
FUNCTION_LINES = 50
FUNCTION_MEDIAN = 8


def offenders(root: Path) -> list[str]:
    """Everything over budget in the product's packages; tests are held to typed results alone."""
    found: list[str] = []
    sizes: list[int] = []
    for name, text in python_modules(root, *PACKAGES, "tests"):
        try:
            tree = ast.parse(text)
        except SyntaxError as mistake:
            found.append(f"{name}:{mistake.lineno}: is not Python: {mistake.msg}")
            continue
        found += _untyped(name, tree)
        if not name.startswith("tests/"):
            sizes += [_lines_of(function) for function in functions_of(tree)]
            found += [*_size(name, text, tree), *_unexplained(name, tree)]
    median = statistics.median(sizes) if sizes else 0
    if median > FUNCTION_MEDIAN:
        found.append(f"the median function has {median:g} lines, the budget is {FUNCTION_MEDIAN}")
    return found


def _lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _size(name: str, text: str, tree: ast.Module) -> Iterator[str]:
    lines = text.count("\n")
    if lines > MODULE_LINES:
        yield f"{name}: {lines} lines, the budget is {MODULE_LINES}"
    for function in functions_of(tree):
        if (size := _lines_of(function)) > FUNCTION_LINES:
            yield f"{name}:{function.lineno}: {function.name} has {size} lines, the budget is {FUNCTION_LINES}"


def _untyped(name: str, tree: ast.Module) -> Iterator[str]:
    for function in functions_of(tree):
        if function.returns is None:
            yield f"{name}:{function.lineno}: {function.name} does not say what it returns"


def _unexplained(name: str, tree: ast.Module) -> Iterator[str]:
    if not ast.get_docstring(tree):
        yield f"{name}: no docstring says what the module is"
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
            yield f"{name}:{node.lineno}: no docstring says what {node.name} is"
