"""How each kind of expression becomes a tuple."""

from __future__ import annotations

from collections.abc import Callable
from sys import intern

from tree_sitter import Node as Parsed

from hardwon.check.syntax.trees import LONGEST_TABLE, SKIP, Converter, Node, Param, Table


def first_named(node: Parsed) -> Parsed | None:
    """The first child that is code."""
    for child in node.named_children:
        if child.type not in SKIP:
            return child
    return None


def inner_of(c: Converter, node: Parsed) -> Node:
    return c.expr(first_named(node))


def _name(c: Converter, node: Parsed) -> Node:
    spans = c.spans
    number = len(spans)
    start, end = node.byte_range
    spans += (start, end)
    return ("name", number, intern(c.text[start:end].decode("utf-8", "replace")))


def _dotted(c: Converter, node: Parsed) -> Node:
    parts = c.word(node).split(".")
    made: Node = ("name", c.mark(node), parts[0].strip())
    for part in parts[1:]:
        made = ("attr", c.mark(node), made, part.strip())
    return made


def _attribute(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    inner = c.expr(node.child_by_field_name("object"))
    return ("attr", number, inner, c.word(node.child_by_field_name("attribute")))


def _member_type(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    parts = [child for child in node.named_children if child.type not in SKIP]
    return ("attr", number, c.expr(parts[0] if parts else None), c.word(parts[-1] if parts else None))


def _call(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    function = c.expr(node.child_by_field_name("function"))
    arguments = node.child_by_field_name("arguments")
    if arguments is None:
        return ("call", number, function, (), ())
    if arguments.type == "generator_expression":
        return ("call", number, function, (c.expr(arguments),), ())
    args, keywords = arguments_of(c, arguments)
    return ("call", number, function, args, keywords)


def arguments_of(
    c: Converter, node: Parsed | None
) -> tuple[tuple[Node, ...], tuple[tuple[str | None, Node], ...]]:
    args: list[Node] = []
    keywords: list[tuple[str | None, Node]] = []
    for child in node.named_children if node is not None else ():
        kind = child.type
        if kind == "keyword_argument":
            word = c.word(child.child_by_field_name("name"))
            keywords.append((word, c.expr(child.child_by_field_name("value"))))
        elif kind == "dictionary_splat":
            keywords.append((None, inner_of(c, child)))
        elif kind not in SKIP:
            args.append(c.expr(child))
    return tuple(args), tuple(keywords)


def _string(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    parts: list[Node] = []
    content: list[str] = []
    for child in node.named_children:
        if child.type == "string_content":
            content.append(c.word(child))
        elif child.type == "interpolation":
            parts.append(c.expr(child.child_by_field_name("expression")))
    return ("fstr", number, tuple(parts)) if parts else ("str", number, "".join(content))


def _strings(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    parts = c.exprs(node.named_children)
    if all(part[0] == "str" for part in parts):
        return ("str", number, "".join(part[2] for part in parts))
    return ("fstr", number, tuple(inner for part in parts if part[0] == "fstr" for inner in part[2]))


def _constant(c: Converter, node: Parsed) -> Node:
    kind = node.type
    value: object = {"true": True, "false": False, "none": None}.get(kind, c.word(node))
    if kind == "integer" and len(str(value)) < 20:
        try:
            value = int(str(value).replace("_", ""), 0)
        except ValueError:
            value = str(value)
    return ("const", c.mark(node), value)


def _sequence(kind: str) -> Callable[[Converter, Parsed], Node]:
    def convert(c: Converter, node: Parsed) -> Node:
        number = c.mark(node)
        children = node.named_children
        if not c.bodies and len(children) > LONGEST_TABLE:
            return ("other", number, ())
        return (kind, number, c.exprs(children))

    return convert


def _targets(c: Converter, node: Parsed) -> Node:
    """What is assigned to, in brackets; without a comma they only hold together what a formatter broke."""
    inner = [child for child in node.named_children if child.type not in SKIP]
    if len(inner) == 1 and not any(child.type == "," for child in node.children):
        return c.expr(inner[0])
    return _sequence("tuple")(c, node)


def _dict(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    children = node.named_children
    if not c.bodies and len(children) > LONGEST_TABLE:
        return ("other", number, ())
    pairs: list[tuple[Node | None, Node]] = []
    for child in children:
        if child.type == "pair":
            key = c.expr(child.child_by_field_name("key"))
            pairs.append((key, c.expr(child.child_by_field_name("value"))))
        elif child.type == "dictionary_splat":
            pairs.append((None, inner_of(c, child)))
    return ("dict", number, tuple(pairs))


def _await(c: Converter, node: Parsed) -> Node:
    return ("await", c.mark(node), inner_of(c, node))


def _index(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    value = c.expr(node.child_by_field_name("value"))
    return ("index", number, value, c.exprs(node.children_by_field_name("subscript")))


def _generic_type(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    parts = [child for child in node.named_children if child.type not in SKIP]
    if not parts:
        return ("other", number, ())
    return ("index", number, c.expr(parts[0]), c.exprs(parts[1].named_children if len(parts) > 1 else ()))


def _binary(c: Converter, node: Parsed) -> Node:
    # `a + b + c + ...` leans left and may be thousands deep: walked, not recursed into.
    number = c.mark(node)
    operator = c.word(node.child_by_field_name("operator"))
    rights: list[Parsed] = []
    left: Parsed | None = node
    while left is not None and left.type in ("binary_operator", "boolean_operator"):
        if c.word(left.child_by_field_name("operator")) != operator:
            break
        right = left.child_by_field_name("right")
        if right is not None:
            rights.append(right)
        left = left.child_by_field_name("left")
    return ("binary", number, operator, (c.expr(left), *(c.expr(right) for right in reversed(rights))))


def _comparison(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    operator = " ".join(child.type for child in node.children if not child.is_named)
    return ("binary", number, operator, c.exprs(node.named_children))


def _not(c: Converter, node: Parsed) -> Node:
    return ("not", c.mark(node), c.expr(node.child_by_field_name("argument")))


def _choose(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    parts = c.exprs(node.named_children)
    if len(parts) != 3:
        return ("other", number, parts)
    return ("choose", number, parts[1], parts[0], parts[2])


def _lambda(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    params = params_of(c, node.child_by_field_name("parameters"))
    return ("lambda", number, params, c.expr(node.child_by_field_name("body")))


def _each(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    clauses: list[Node] = []
    # The clauses come first: they bind what the element uses.
    for child in node.named_children:
        if child.type == "for_in_clause":
            target = c.expr(child.child_by_field_name("left"))
            source = c.expr(child.child_by_field_name("right"))
            clauses.append(("for", target, source, is_async(child)))
        elif child.type == "if_clause":
            clauses.append(("if", inner_of(c, child)))
    body = node.child_by_field_name("body")
    if body is not None and body.type == "pair":
        key = c.expr(body.child_by_field_name("key"))
        element: Node = ("tuple", c.mark(body), (key, c.expr(body.child_by_field_name("value"))))
    else:
        element = c.expr(body)
    return ("each", number, node.type.partition("_")[0], element, tuple(clauses))


def _walrus(c: Converter, node: Parsed) -> Node:
    number = c.mark(node)
    target = c.expr(node.child_by_field_name("name"))
    return ("walrus", number, target, c.expr(node.child_by_field_name("value")))


def _yield(c: Converter, node: Parsed) -> Node:
    delegates = any(child.type == "from" for child in node.children)
    inner = first_named(node)
    return ("yield", c.mark(node), c.maybe(inner), delegates)


def _star(c: Converter, node: Parsed) -> Node:
    return ("star", c.mark(node), inner_of(c, node))


def is_async(node: Parsed) -> bool:
    first = node.child(0) if node.child_count else None
    return first is not None and first.type == "async"


def params_of(c: Converter, node: Parsed | None) -> tuple[Param, ...]:
    params: list[Param] = []
    for child in node.named_children if node is not None else ():
        kind = child.type
        name: Parsed | None = child
        if kind == "keyword_separator":
            params.append(("", None, None, "*"))
            continue
        if kind in SKIP:
            continue
        if kind in ("default_parameter", "typed_default_parameter"):
            name = child.child_by_field_name("name")
        elif kind == "typed_parameter":
            name = first_named(child)
        stars = ""
        if name is not None and name.type in ("list_splat_pattern", "dictionary_splat_pattern"):
            stars = "*" if name.type == "list_splat_pattern" else "**"
            name = first_named(name)
        annotation = c.maybe(child.child_by_field_name("type"))
        default = c.maybe(child.child_by_field_name("value"))
        params.append((c.word(name), annotation, default, stars))
    return tuple(params)


EXPRESSIONS: Table = {
    "identifier": _name,
    "dotted_name": _dotted,
    "attribute": _attribute,
    "member_type": _member_type,
    "call": _call,
    "string": _string,
    "concatenated_string": _strings,
    "integer": _constant,
    "float": _constant,
    "true": _constant,
    "false": _constant,
    "none": _constant,
    "ellipsis": _constant,
    "list": _sequence("list"),
    "list_pattern": _sequence("list"),
    "tuple": _sequence("tuple"),
    "tuple_pattern": _targets,
    "expression_list": _sequence("tuple"),
    "pattern_list": _sequence("tuple"),
    "set": _sequence("set"),
    "dictionary": _dict,
    "await": _await,
    "subscript": _index,
    "generic_type": _generic_type,
    "binary_operator": _binary,
    "boolean_operator": _binary,
    "comparison_operator": _comparison,
    "not_operator": _not,
    "conditional_expression": _choose,
    "lambda": _lambda,
    "list_comprehension": _each,
    "set_comprehension": _each,
    "dictionary_comprehension": _each,
    "generator_expression": _each,
    "named_expression": _walrus,
    "yield": _yield,
    "list_splat": _star,
    "list_splat_pattern": _star,
    "parenthesized_expression": inner_of,
    "type": inner_of,
}
