import ast
import operator

from .base import Tool

_OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}


class Calculator(Tool):
    name = "calculator"

    def invoke(self, **arguments: str) -> str:
        tree = ast.parse(arguments["expression"], mode="eval").body
        return str(self._value(tree))

    def _value(self, node: ast.expr) -> float:
        if isinstance(node, ast.BinOp):
            return _OPERATIONS[type(node.op)](self._value(node.left), self._value(node.right))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return node.value
        raise ValueError("only + - * of numbers")
