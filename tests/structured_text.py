"""Runs the Structured Text sample: a small interpreter of just the IEC 61131-3 that the sample uses."""

import re
from pathlib import Path

_COMMENT = re.compile(r"\(\*.*?\*\)", re.DOTALL)
_DECLARATION = re.compile(r"(\w+)\s*:\s*([\w\[\]. ]+?)(?:\s*:=\s*([^;]+))?;")
_LABEL = re.compile(r"^(\d+):\s*")
_FUNCTIONS = {
    "WORD_TO_UINT": lambda word: word,
    "UINT_TO_WORD": lambda number: number & 0xFFFF,
    "UDINT_TO_DWORD": lambda number: number,
    "DWORD_TO_WORD": lambda number: number & 0xFFFF,
    "SHR": lambda word, bits: word >> bits,
}


class FunctionBlock:
    """One function block: its variables by name, and one task cycle at a time."""

    def __init__(self, path: Path) -> None:
        text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
        declarations, body = text.rsplit("END_VAR", 1)
        self._types: dict[str, str] = {}
        self.variables: dict[str, object] = {}
        for name, kind, first in _DECLARATION.findall(declarations):
            self._types[name] = kind.strip()
            self.variables[name] = _first(kind.strip(), first)
        self._code = compile(_to_python(body.replace("END_FUNCTION_BLOCK", "")), str(path), "exec")

    def cycle(self, **inputs: object) -> None:
        """Set inputs and run the body once, as one cycle of the task; unsigned numbers wrap as on a PLC."""
        self.variables.update(inputs)
        exec(self._code, dict(_FUNCTIONS), self.variables)  # noqa: S102 -- our own sample, to see what it does
        for name, kind in self._types.items():
            if kind == "UINT":
                self.variables[name] = int(str(self.variables[name])) & 0xFFFF


def _first(kind: str, first: str) -> object:
    array = re.match(r"ARRAY\[0\.\.(\d+)\]", kind)
    if array:
        return [0] * (int(array[1]) + 1)
    if kind == "BOOL":
        return first.strip() == "TRUE"
    return int(first.replace("16#", "0x").strip() or "0", 0)


def _to_python(body: str) -> str:
    statements = re.sub(r"\b(THEN|OF|ELSE)\b", r"\1;", body)
    statements = re.sub(r"(?m)^(\s*\d+:)", r"\1;", statements)
    lines, depth = [], 0
    for statement in (" ".join(part.split()) for part in statements.split(";")):
        if not statement:
            continue
        line, before, after = _line(statement)
        depth += before
        if line:
            lines.append("    " * depth + line)
        depth += after
    return "\n".join(lines)


def _line(statement: str) -> tuple[str, int, int]:
    """Return the Python line, and how the depth changes before and after it."""
    word = statement.split(maxsplit=1)[0]
    label = _LABEL.match(statement)
    if label:
        return f"elif _case == {label[1]}:", -1, 1
    if word in {"END_IF", "END_CASE"}:
        return "", -1, 0
    if word == "CASE":
        chooser = statement.removeprefix("CASE ").removesuffix(" OF")
        return f"_case = {chooser}\nif False: pass", 0, 1
    if word == "ELSE":
        return "else:", -1, 1
    if word in {"IF", "ELSIF"}:
        condition = _expression(statement.removeprefix(word).removesuffix("THEN"))
        return f"{'if' if word == 'IF' else 'elif'} {condition}:", 0 if word == "IF" else -1, 1
    target, _, value = statement.partition(":=")
    return f"{target.strip()} = {_expression(value)}", 0, 0


def _expression(text: str) -> str:
    text = text.replace("16#", "0x").replace("<>", "!=")
    text = re.sub(r"(?<![<>!:])=", "==", text)
    text = re.sub(r"\bNOT (\w+)", r"(not \1)", text)
    text = re.sub(r"\bAND\b", "&", text)
    text = re.sub(r"\bOR\b", "|", text)
    return re.sub(r"\bTRUE\b", "True", re.sub(r"\bFALSE\b", "False", text)).strip()
