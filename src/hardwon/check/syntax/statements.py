"""How each kind of statement becomes a tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node as Parsed

from hardwon.check.syntax.expressions import (
    EXPRESSIONS,
    arguments_of,
    first_named,
    inner_of,
    is_async,
    params_of,
)
from hardwon.check.syntax.trees import SKIP, Converter, Node, Param, Table


def converter(text: bytes, *, bodies: bool) -> Converter:
    """A converter for Python."""
    return Converter(text, (EXPRESSIONS, STATEMENTS), bodies=bodies)


def _expression_statement(c: Converter, node: Parsed) -> Node | None:
    children = [child for child in node.named_children if child.type not in SKIP]
    if not children:
        return None
    first = children[0]
    kind = first.type
    if kind == "assignment":
        return _assignment(c, first)
    if kind == "augmented_assignment":
        number = c.mark(first)
        target = c.expr(first.child_by_field_name("left"))
        return ("update", number, target, c.expr(first.child_by_field_name("right")))
    if kind in ("string", "concatenated_string", "ellipsis") and len(children) == 1:
        return None
    if len(children) > 1:
        return ("do", c.mark(node), ("tuple", c.mark(node), c.exprs(children)))
    return ("do", c.mark(node), c.expr(first))


def _assignment(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    targets: list[Node] = []
    annotation: Node | None = None
    current: Parsed | None = node
    while current is not None and current.type == "assignment":
        targets.append(c.expr(current.child_by_field_name("left")))
        annotation = annotation or c.maybe(current.child_by_field_name("type"))
        current = current.child_by_field_name("right")
    return ("assign", number, tuple(targets), c.maybe(current), annotation)


def _return(c: Converter, node: Parsed) -> Node:
    return ("return", c.mark(node), c.maybe(first_named(node)))


def _parts(kind: str) -> Callable[[Converter, Parsed], Node]:
    def convert(c: Converter, node: Parsed) -> Node:
        return (kind, c.mark(node), c.exprs(node.named_children))

    return convert


def _jump(c: Converter, node: Parsed) -> Node:
    return ("jump", c.mark(node), node.type.partition("_")[0])


def _if(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    condition = c.expr(node.child_by_field_name("condition"))
    branches = [(condition, c.block(node.child_by_field_name("consequence")))]
    otherwise: tuple[Node, ...] = ()
    for clause in node.children_by_field_name("alternative"):
        if clause.type == "elif_clause":
            condition = c.expr(clause.child_by_field_name("condition"))
            branches.append((condition, c.block(clause.child_by_field_name("consequence"))))
        else:
            otherwise = c.block(clause.child_by_field_name("body"))
    return ("if", number, tuple(branches), otherwise)


def _else_of(c: Converter, node: Parsed) -> tuple[Node, ...]:
    clause = node.child_by_field_name("alternative")
    return c.block(clause.child_by_field_name("body")) if clause is not None else ()


def _for(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    target = c.expr(node.child_by_field_name("left"))
    source = c.expr(node.child_by_field_name("right"))
    body = c.block(node.child_by_field_name("body"))
    return ("for", number, target, source, body, _else_of(c, node), is_async(node))


def _while(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    condition = c.expr(node.child_by_field_name("condition"))
    return ("while", number, condition, c.block(node.child_by_field_name("body")), _else_of(c, node))


def _try(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    body = c.block(node.child_by_field_name("body"))
    handlers: list[tuple[tuple[Node, ...], str, tuple[Node, ...]]] = []
    otherwise: tuple[Node, ...] = ()
    final: tuple[Node, ...] = ()
    for child in node.named_children:
        kind = child.type
        if kind in ("except_clause", "except_group_clause"):
            handlers.append(_handler(c, child))
        elif kind == "else_clause":
            otherwise = c.block(child.child_by_field_name("body"))
        elif kind == "finally_clause":
            final = c.block(_last_block(child))
    return ("try", number, body, tuple(handlers), otherwise, final)


def _last_block(node: Parsed) -> Parsed | None:
    blocks = [child for child in node.named_children if child.type == "block"]
    return blocks[-1] if blocks else None


def _handler(c: Converter, node: Parsed) -> tuple[tuple[Node, ...], str, tuple[Node, ...]]:
    types: list[Node] = []
    name = ""
    for value in node.children_by_field_name("value"):
        if value.type == "as_pattern":
            types.append(inner_of(c, value))
            name = c.word(value.child_by_field_name("alias"))
        else:
            types.append(c.expr(value))
    return tuple(types), name, c.block(_last_block(node))


def _contexts(node: Parsed) -> Iterator[Parsed]:
    """The items of a `with`; brackets around one, or a comma after it, the grammar takes for a value."""
    clauses = [child for child in node.named_children if child.type == "with_clause"]
    for item in clauses[0].named_children if clauses else ():
        value = item.child_by_field_name("value")
        if value is not None and value.type in ("parenthesized_expression", "tuple"):
            yield from (inner for inner in value.named_children if inner.type != "comment")
        elif value is not None:
            yield value


def _with(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    items: list[tuple[Node, Node | None]] = []
    for value in _contexts(node):
        if value.type == "as_pattern":
            alias = value.child_by_field_name("alias")
            items.append((inner_of(c, value), c.maybe(first_named(alias) if alias is not None else None)))
        else:
            items.append((c.expr(value), None))
    return ("with", number, tuple(items), c.block(node.child_by_field_name("body")), is_async(node))


def _def(c: Converter, node: Parsed, decorators: tuple[Node, ...] = ()) -> Node:
    number = c.mark(node)
    name = c.word(node.child_by_field_name("name"))
    body = node.child_by_field_name("body")
    if not c.bodies:
        c.functions.append((number, node))
        end = body.start_byte if body is not None else node.end_byte
        signature = c.text[node.start_byte : end].decode("utf-8", "replace")
        return ("def", number, name, None, signature, decorators, None, is_async(node))
    params, returns = signature_of(c, node)
    return ("def", number, name, params, returns, decorators, c.block(body), is_async(node))


def signature_of(c: Converter, node: Parsed) -> tuple[tuple[Param, ...], Node | None]:
    """The parameters and the return annotation of a function's node."""
    params = params_of(c, node.child_by_field_name("parameters"))
    return params, c.maybe(node.child_by_field_name("return_type"))


def _class(c: Converter, node: Parsed, decorators: tuple[Node, ...] = ()) -> Node:
    number = c.mark(node)
    name = c.word(node.child_by_field_name("name"))
    bases, keywords = arguments_of(c, node.child_by_field_name("superclasses"))
    return ("class", number, name, bases, keywords, decorators, c.block(node.child_by_field_name("body")))


def _decorated(c: Converter, node: Parsed) -> Node | None:
    decorators = tuple([inner_of(c, child) for child in node.named_children if child.type == "decorator"])
    inner = node.child_by_field_name("definition")
    if inner is None:
        return None
    return _class(c, inner, decorators) if inner.type == "class_definition" else _def(c, inner, decorators)


def _import(c: Converter, node: Parsed) -> Node:
    names = [_imported(c, child) for child in node.children_by_field_name("name")]
    return ("import", c.mark(node), tuple(names))


def _imported(c: Converter, node: Parsed) -> tuple[str, str]:
    if node.type == "aliased_import":
        return c.word(node.child_by_field_name("name")), c.word(node.child_by_field_name("alias"))
    return c.word(node), ""


def _from(c: Converter, node: Parsed) -> Node:
    source = c.word(node.child_by_field_name("module_name"))
    module = source.lstrip(". \t")
    level = source[: len(source) - len(module)].count(".")
    names = [_imported(c, child) for child in node.children_by_field_name("name")]
    if any(child.type == "wildcard_import" for child in node.named_children):
        names.append(("*", ""))
    return ("from", c.mark(node), module, level, tuple(names))


def _match(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    subject = c.expr(node.child_by_field_name("subject"))
    cases: list[tuple[tuple[Node, ...], Node | None, tuple[Node, ...]]] = []
    body = node.child_by_field_name("body")
    for clause in body.named_children if body is not None else ():
        if clause.type != "case_clause":
            continue
        patterns = c.exprs([child for child in clause.named_children if child.type == "case_pattern"])
        guard = clause.child_by_field_name("guard")
        inner = c.maybe(first_named(guard) if guard is not None else None)
        cases.append((patterns, inner, c.block(clause.child_by_field_name("consequence"))))
    return ("match", number, subject, tuple(cases))


def _outer(c: Converter, node: Parsed) -> Node:
    return ("outer", c.mark(node), tuple(c.word(child) for child in node.named_children))


STATEMENTS: Table = {
    "expression_statement": _expression_statement,
    "return_statement": _return,
    "raise_statement": _parts("raise"),
    "delete_statement": _parts("del"),
    "assert_statement": _parts("assert"),
    "break_statement": _jump,
    "continue_statement": _jump,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "try_statement": _try,
    "with_statement": _with,
    "match_statement": _match,
    "function_definition": _def,
    "class_definition": _class,
    "decorated_definition": _decorated,
    "import_statement": _import,
    "import_from_statement": _from,
    "global_statement": _outer,
    "nonlocal_statement": _outer,
}
