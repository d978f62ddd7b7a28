"""Mutants of a module, by the operators of cosmic-ray."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from tests.mutations.areas import ROOT, Survivor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# These need the names of variables to work with.
_NEED_ARGUMENTS = ("core/VariableReplacer", "core/VariableInserter")


@dataclass(frozen=True, slots=True)
class Mutant:
    path: str  # from the root of the repository
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.before}  ->  {self.after}"

    @property
    def key(self) -> Survivor:
        return Survivor(self.path, self.before, self.after)

    @property
    def module(self) -> str:
        return "rosterdesk." + self.path.removesuffix(".py").replace("/", ".")


@dataclass(frozen=True, slots=True)
class Place:
    """A place where an operator has something to change: making the mutant takes a while."""

    file: Path
    operator: str
    occurrence: int

    def make(self) -> Mutant | None:
        """Return the mutant; None where only types or the flags of a data class would differ."""
        source = self.file.read_text(encoding="utf-8")
        mutated = mutate_code(source, get_operator(self.operator)(), self.occurrence)
        assert mutated is not None
        if _write_bare(mutated) == _write_bare(source):
            return None
        return _describe(self.file, source, mutated)


def list_places(files: Sequence[Path]) -> list[Place]:
    return [place for file in files for place in _list_places_in(file)]


def _list_places_in(file: Path) -> Iterator[Place]:
    counting = _Counting()
    counting.walk(get_ast(file.read_text(encoding="utf-8")))
    for name, number in counting.numbers.items():
        for occurrence in range(number):
            yield Place(file, name, occurrence)


class _Counting(Visitor):
    """Counts the places of each operator in one walk."""

    def __init__(self) -> None:
        names = [name for name in operator_names() if name not in _NEED_ARGUMENTS]
        self._operators = {name: get_operator(name)() for name in names}
        self.numbers = Counter[str]()

    def visit(self, node: Any) -> Any:
        for name, operator in self._operators.items():
            self.numbers[name] += sum(1 for _ in operator.mutation_positions(node))
        return node


def _describe(file: Path, source: str, mutated: str) -> Mutant:
    pairs = zip(source.splitlines(), mutated.splitlines(), strict=False)
    line, (before, after) = next(each for each in enumerate(pairs, 1) if each[1][0] != each[1][1])
    path = str(file.relative_to(ROOT))
    return Mutant(path, line, " ".join(before.split()), " ".join(after.split()), mutated)


def _write_bare(source: str) -> str:
    try:
        return ast.dump(_Stripping().visit(ast.parse(source)))
    except SyntaxError:
        return source


class _Stripping(ast.NodeTransformer):
    """Take away what does nothing at run time: annotations, imports of types, data class flags."""

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if "TYPE_CHECKING" in ast.dump(node.test):
            return None
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.decorator_list = [
            each.func if isinstance(each, ast.Call) and "dataclass" in ast.dump(each.func) else each
            for each in node.decorator_list
        ]
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node
