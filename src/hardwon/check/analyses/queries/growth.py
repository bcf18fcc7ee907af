"""Whether a table becomes large, as far as names and keys tell, and who asks it seldom."""

from __future__ import annotations

import re

from msgspec import Struct

from hardwon.check.analyses.queries.indexes import home_of
from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.values import ClassRef
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk

# What a class is called besides what its rows are.
_WRAPPING = frozenset(
    {
        "base", "model", "schema", "table", "db", "entity", "orm", "mixin", "row", "data", "main", "info",
        "sql", "sqla", "dbo", "store", "mapping", "association", "link", "object", "obj",
    }
)  # fmt: skip
# What an installation sets up, and has a handful of.
_SET_UP = frozenset(
    {
        "plugin", "webhook", "hook", "rule", "handler", "flag", "tier", "extension",
        "addon", "setting", "config", "configuration", "option", "preference", "resolver", "realm", "role",
        "permission", "privilege", "policy", "provider", "template", "theme", "registry", "region", "zone",
        "cluster", "backend", "connector", "integration", "database", "datastore", "environment", "feature",
        "quota", "limit", "leader", "worker", "migration", "gateway", "license", "licence", "menu", "scope",
        "platform", "parameter", "type", "kind", "language", "locale", "currency", "country", "descriptor",
        "definition", "metadata",
    }
)  # fmt: skip
# What there is little of in most places, so that a key to it has few values.
_FEW = _SET_UP | frozenset(
    {
        "category", "stage", "plan", "trigger", "storage", "lease", "lock", "mutex", "priority", "group",
        "team", "organization", "organisation", "department", "division", "calendar", "certificate", "domain",
        "channel", "queue", "pool", "vendor", "manufacturer", "catalog", "version", "service", "counter",
        "sequence", "namespace", "conductor", "cell", "rack", "site", "datacenter",

    }
)  # fmt: skip
# Of whom, and of what, there is more every day.
_PEOPLE = frozenset(
    {
        "user", "account", "customer", "member", "person", "people", "author", "owner", "employee",
        "student", "patient", "player", "contact", "subscriber", "profile", "tenant", "recipient", "sender",
        "participant", "attendee", "follower", "friend", "guest", "visitor", "voter", "candidate",
        "applicant", "learner", "buyer", "seller", "reader", "borrower", "passenger", "driver", "citizen",
    }
)  # fmt: skip
_MANY = _PEOPLE | frozenset(
    {
        "log", "event", "message", "history", "run", "task", "job", "record", "entry", "comment", "post",
        "notification", "audit", "metric", "stat", "statistic", "measurement", "reading", "transaction",
        "payment", "order", "invoice", "line", "item", "session", "visit", "request", "response", "result",
        "artifact", "file", "upload", "download", "attachment", "image", "photo", "picture", "video",
        "document", "chunk", "page", "revision", "reaction", "vote", "like", "favorite", "favourite",
        "bookmark", "reply", "thread", "topic", "chat", "conversation", "email", "mail", "sample",
        "booking", "reservation", "ticket", "issue", "bug", "build", "deployment", "alert", "alarm",
        "trace", "span", "usage", "snapshot", "membership", "subscription", "shipment", "parcel",
        "delivery", "package", "vehicle", "inspection", "story", "article", "product", "call", "reminder",
        "review", "rating", "score", "submission", "answer", "attempt", "execution", "evaluation",
        "feedback", "annotation", "label", "tag", "click", "view", "hit", "observation", "point", "tick",
        "trade", "position", "quote", "balance", "claim", "case", "incident", "finding", "vulnerability",
        "scan", "appointment", "prescription", "diagnosis", "enrollment", "enrolment", "registration",
        "loan", "copy", "track", "song", "play", "game", "match", "move", "activity", "action", "change",
        "edit", "operation", "step", "node", "edge", "device", "sensor", "token", "key", "cart", "basket",
        "purchase", "refund", "coupon", "address", "letter", "memory", "note", "flow", "block", "blob",
        "object", "asset", "link", "url", "feed", "observable", "sighting", "instance", "volume", "backup",
        "interaction",
    }
)  # fmt: skip
_FADES = lazily(r"^(?:expir\w*|valid_(?:until|to)|ttl)$|_expir(?:y|es|ation|es_at|ed_at)$")
# Of those what a person needs once, and what is gone when its time is over.
_ONCE = frozenset(
    {
        "code", "verification", "challenge", "nonce", "state", "otp", "pin", "token", "grant", "invitation",
        "invite",
    }
)  # fmt: skip
_LASTING = lazily(r"API|Api|Personal|Access")
# What a person is sent, and asked for when it comes back.
_SENT = lazily(
    r"(?:\w+_)?(?:confirm\w*|verif\w*|activat\w*|reset|password|recovery?|invit\w*|unsubscribe|magic)_(?:token|code|key)"
)
_KEY = lazily(r"_(?:id|uuid|guid|pk|fk|ref|key|uid|ids)$")
_VERSION = lazily(r"_?[vV]\d+$")
_WORDS = lazily(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SELDOM = lazily(
    r"(?:^|[_.])(?:delete|remove|purge|clean|cleanup|prune|drop|uninstall|dis(?:sociate|able|connect)|detach|"
    r"unlink|deactivate|reset|clear|revoke|invalidate|repair|fix|setup|export|dump|restore|merge|rename)"
    r"(?:[_.]|$)|_(?:usage|usages|warnings?)$"
)
_HARDLY_EVER = lazily(
    r"(?:^|[_.])(?:import|imports|importer|migrate|upgrade|downgrade|backfill|seed|install|bootstrap|init)(?:[_.]|$)"
)
_FOR_ONE = lazily(
    r"(?:^|\.)_*(?:(?:delete|remove|copy|clone|duplicate|rename|apply|transfer|uninstall|change_owner)_"
    r"|(?:purge|clean_?up|export|forget|erase|anonymi[sz]e)_(?:\w+_)?(?:user|account|person|member|customer)(?:_data)?$)"
)
_BY_HAND = lazily(r"(?:^|/)(?:cli|scripts?|management|maintenance|setup|install|bin)(?:/|\.py|_)")


class Growth(Struct, frozen=True):
    """What a table grows with, spoken: `message`, `user`; "" where nothing tells, or few rows are likely.

    `is_same` says that most rows have one value in the column.
    """

    by: str
    is_same: bool = False


def growth_of(project: Project, model: ClassRef, column: str) -> Growth:
    """How a table grows, as far as it matters to those who look up its `column`."""
    if _has_default(project, model, column):
        return Growth("", is_same=True)
    known = model_of(project, model)
    columns = sorted(known.columns) if known else []
    own = _head(model.short)
    parent = _parent_of(project, model, column)
    kept = "Cache" in model.short  # what is kept for a while, and as much as is allowed
    fades = own in _ONCE and _LASTING.search(model.short) is None and any(map(_FADES.search, columns))
    if kept or fades or parent in _FEW or _head(_KEY.sub("", column)) in _FEW:
        return Growth("")
    if own in _MANY:
        return Growth(own)
    if parent in _PEOPLE:
        return Growth(parent)
    if own in _FEW:
        return Growth("")
    parents = (_parent_of(project, model, name) for name in columns)
    people = next((word for word in parents if word in _PEOPLE), "")
    if people:
        return Growth(people)
    return Growth(parent if parent in _MANY or _points(project, model, column) else "")


def leads_on(project: Project, model: ClassRef, column: str) -> bool:
    """Whether a column is a key to other rows, by its declaration or its name."""
    return _parent_of(project, model, column) != ""


def weight_of(path: str, function: str, column: str, growth: Growth) -> float:
    """How much a query counts: one that is asked when something is deleted, or by hand, is asked seldom, and
    one for what was mailed to a person once each.
    """
    return _weight_of(path, function, growth) * (0.5 if _SENT.fullmatch(column) else 1.0)


def _weight_of(path: str, function: str, growth: Growth) -> float:
    by_hand = _BY_HAND.search(path) is not None
    name = _spaced(function)
    if growth.by:
        return 0.5 if by_hand or _HARDLY_EVER.search(name) else 1.0
    return 0.0 if by_hand else 0.5 if _SELDOM.search(name) or _HARDLY_EVER.search(name) else 1.0


def is_seldom(path: str, function: str) -> bool:
    """Whether a function serves who works by hand, or deletes or copies one thing with what hangs on it."""
    return _BY_HAND.search(path) is not None or _FOR_ONE.search(_spaced(function)) is not None


def is_few(model: ClassRef) -> bool:
    """Whether a class is called like something of which an installation has a handful."""
    return _head(model.short) in _SET_UP or "Template" in model.short


def _spaced(name: str) -> str:
    """`ThingImport.get_all` as `thing_import.get_all`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _head(name: str) -> str:
    """The noun that a compound name is about, in the singular: `run` of `AutomationRunBase`."""
    words = [word.lower() for word in _WORDS.findall(_VERSION.sub("", name)) if not word.isdigit()]
    while len(words) > 1 and _singular(words[-1]) in _WRAPPING:
        words.pop()
    return _singular(words[-1]) if words else ""


def _singular(word: str) -> str:
    if word in ("series", "news", "species"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "statuses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _parent_of(project: Project, model: ClassRef, column: str) -> str:
    """What a key column leads to; "" for a column that is none."""
    table = _points(project, model, column)
    if table:
        return _head(table)
    return _head(_KEY.sub("", column)) if _KEY.search(column) else ""


def _has_default(project: Project, model: ClassRef, column: str) -> bool:
    """Whether most rows have the same value: a key that is a constant where nobody sets it."""
    if not _parent_of(project, model, column):
        return False
    found = home_of(project, model, column)
    return any(
        word in ("default", "server_default")
        and (value[0] == "str" or (value[0] in ("name", "attr") and str(value[-1]).isupper()))
        for call in walk((found[1],) if found else ())
        if call[0] == "call"
        for word, value in call[4]
    )


def _points(project: Project, model: ClassRef, column: str) -> str:
    """The table that a foreign key points to."""
    found = home_of(project, model, column)
    for call in walk((found[1],)) if found else ():
        if call[0] != "call":
            continue
        given = call[3][:1] if call[2][-1] == "ForeignKey" else ()
        for value in (*given, *(value for word, value in call[4] if word == "foreign_key")):
            if value[0] == "str":
                return str(value[2]).rpartition(".")[0].rpartition(".")[2] or str(value[2])
            if value[0] == "attr":
                return str(value[2][-1])
    return ""
