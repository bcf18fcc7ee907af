"""A question in parts, and what the index is asked for each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import tantivy

_SHOULD, _MUST = tantivy.Occur.Should, tantivy.Occur.Must


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question: what to look for in `field` (`words`, `paths`, `dates`), never empty.

    Each word maps to how much it counts; of several the best one counts, or all that are `added`.
    """

    weights: Mapping[str, float]
    field: str = "words"
    added: bool = False


def query_of(schema: tantivy.Schema, part: Part) -> tantivy.Query:
    """Units that hold anything of `part`, with a score."""
    queries = []
    for word, weight in part.weights.items():
        query = tantivy.Query.term_query(schema, part.field, word, "freq")
        queries.append(query if weight == 1.0 else tantivy.Query.boost_query(query, weight))
    if part.added or len(queries) == 1:
        return any_of(queries)
    return tantivy.Query.disjunction_max_query(queries)


def unscored(schema: tantivy.Schema, field: str, values: Collection[int | str]) -> tantivy.Query:
    """Units that have one of `values`, which are some, in `field`; all score 0.

    A set of terms says the same, but is made into an automaton first, which costs three times as much.
    """
    queries = [tantivy.Query.term_query(schema, field, value, "basic") for value in values]
    return tantivy.Query.const_score_query(any_of(queries), 0.0)


def any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """What any of `queries`, which are some, finds; scores are added up."""
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(_SHOULD, one) for one in queries])


def both(one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    """What both find."""
    return tantivy.Query.boolean_query([(_MUST, one), (_MUST, other)])
