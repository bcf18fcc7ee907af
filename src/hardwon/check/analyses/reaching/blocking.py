"""The calls known to block the thread they run on: network, subprocesses, sleep, database drivers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import re2

from hardwon.check.analyses.reaching.callgraph import word_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import External, FunctionRef, Made
from hardwon.check.linking.words import Search, pattern
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit

_VERBS = r"(?:get|post|put|patch|delete|head|options|request)"
_SQL = (
    r"(?:execute|executemany|executescript|execute_values|callproc|fetchone|fetchall|fetchmany|commit|copy|copy_expert"
    r"|copy_from)"
)
# Names as the analyzer gives them: `()` stands for a call.
_BLOCKS = lazily(
    "(?:"
    + "|".join(
        (
            rf"requests\.(?:api\.)?{_VERBS}",
            rf"requests\.(?:sessions\.)?(?:Session|session)\(\)\.(?:{_VERBS}|send)",
            rf"httpx\.(?:{_VERBS}|stream)",
            rf"httpx\.Client\(\)\.(?:{_VERBS}|send|stream)",
            r"urllib\.request\.(?:urlopen|urlretrieve)",
            r"urllib3\.request",
            r"urllib3\.(?:\w+\.)?(?:PoolManager|ProxyManager|HTTPS?ConnectionPool)\(\)\.(?:request|urlopen|request_encode_\w+)",
            r"http\.client\.HTTPS?Connection\(\)\.(?:request|connect|getresponse)",
            r"socket\.(?:create_connection|getaddrinfo|gethostbyname|gethostbyname_ex|gethostbyaddr|getfqdn)",
            r"smtplib\.(?:SMTP|SMTP_SSL|LMTP)\(\)\.(?:sendmail|send_message|login|connect|starttls)",
            r"smtplib\.(?:SMTP|SMTP_SSL|LMTP)(?=\(x)",
            r"(?:ftplib\.FTP|ftplib\.FTP_TLS|imaplib\.IMAP4|imaplib\.IMAP4_SSL|poplib\.POP3|poplib\.POP3_SSL)(?=\(x)",
            r"ftplib\.FTP(?:_TLS)?\(\)\.(?:connect|login|retr\w+|stor\w+|nlst|mlsd|dir|cwd|delete|mkd|size)",
            r"subprocess\.(?:run|call|check_call|check_output|getoutput|getstatusoutput)",
            r"subprocess\.Popen\(\)\.(?:wait|communicate)",
            r"os\.(?:system|popen)",
            r"time\.sleep",
            r"(?:psycopg2?|pymysql|MySQLdb|oracledb|cx_Oracle|pyodbc|pymssql|mysql\.connector|sqlite3)\.connect",
            r"psycopg\.Connection\.connect",
            rf"(?:psycopg2?|pymysql|MySQLdb|oracledb|cx_Oracle|pyodbc|pymssql|mysql\.connector|sqlite3)\.[\w.()]*\(\)\.{_SQL}",
            r"redis\.(?:\w+\.)?(?:Redis|StrictRedis|RedisCluster|from_url|Redis\.from_url)\(\)\.(?:pipeline\(\)\.execute"
            r"|(?!pipeline|pubsub|register_script|lock|close|connection_pool|get_connection_kwargs|set_response|from_)[a-z]\w*)",
            r"pymongo\.(?:\w+\.)*MongoClient\(\)\.[\w.()]*?(?:find_one\w*|insert_\w+|update_\w+|replace_one|delete_\w+"
            r"|count_documents|estimated_document_count|distinct|aggregate|bulk_write|command|list_\w+_names|server_info"
            r"|drop\w*|create_index)",
            r"boto3\.(?:\w+\.|Session\(\)\.)*(?:client|resource)\(\)\.[\w.()]*?(?!generate_presigned\w+|get_paginator|get_waiter"
            r"|can_paginate|close|meta|exceptions)\b[a-z]+(?:_\w+)?",
            r"paramiko\.(?:\w+\.)?SSHClient\(\)\.(?:connect|exec_command|open_sftp)",
            r"kubernetes\.client\.(?:\w+\.)*\w+Api\(\)\.(?:create|delete|get|list|patch|read|replace|connect)_\w+",
        )
    )
    + r")\(x?"
)
_OPENING = lazily(rb"=[ \t]*\([ \t]*\n\s*")
_ASYNC = lazily(r"[Aa]sync|\.aio\b|\baio|AsyncClient")
_MODULES = frozenset(
    {
        "requests", "httpx", "urllib", "urllib3", "http", "socket", "smtplib", "ftplib", "imaplib",
        "poplib", "subprocess", "os", "time", "psycopg2", "psycopg", "pymysql", "MySQLdb", "oracledb",
        "cx_Oracle", "pyodbc", "pymssql", "mysql", "sqlite3", "redis", "pymongo", "boto3", "paramiko",
        "kubernetes",
    }
)  # fmt: skip
# One of these stands in every text that holds such a call under its module's name.
LITERALS = (
    b"import requests", b"from requests", b"import httpx", b"from httpx", b"urllib.request", b"urllib3",
    b"http.client", b"socket", b"smtplib", b"ftplib", b"imaplib", b"poplib", b"subprocess",
    b"os.system", b"os.popen", b"from os import", b"time.sleep", b"time import", b"psycopg", b"pymysql",
    b"MySQLdb", b"oracledb", b"cx_Oracle", b"pyodbc", b"pymssql", b"mysql.connector", b"sqlite3",
    b"import redis", b"from redis", b"pymongo", b"boto3", b"paramiko", b"kubernetes",
)  # fmt: skip
# Modules whose other functions are called everywhere: only these words of theirs count.
_SPARSE = {
    "os": ("system", "popen"), "time": ("sleep",),
    "socket": (
        "create_connection", "getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getfqdn",
    ),
    "http": ("request", "connect", "getresponse"),
}  # fmt: skip
_CALLED = (
    r"(?:get|post|put|patch|delete|head|options|request|send|stream|urlopen|urlretrieve|connect|getresponse|sendmail"
    r"|send_message|login|run|call|check_call|check_output|getoutput|getstatusoutput|wait|communicate|system|popen|sleep"
    r"|SMTP|SMTP_SSL|FTP\w*|IMAP4\w*|POP3\w*|execute\w*|fetch\w+|commit|callproc|exec_command|\w+_\w+|create_connection"
    r"|getaddrinfo|gethostby\w+|set|hset|hget|lpush|rpush|publish|incr|expire|exists|ping|aggregate|distinct|command|upload\w*)"
)
_SHORTEST_SLEEP = 0.05
# They hand a page or file to what shows it on the desktop of whoever runs the program, and return.
_SHOWS = frozenset(
    {"open", "xdg-open", "gnome-open", "kde-open", "wslview", "explorer", "explorer.exe", "start"}
)


def blocking_call(scope: Scope, visit: Visit) -> str | None:
    """The name of what a call blocks on, as `requests.get`; None if it is no such call, or that is not
    certain.
    """
    value = scope.callee(visit.node)
    if isinstance(value, Made):
        return None
    if not isinstance(value, External) or value.top not in _MODULES or _ASYNC.search(value.name):
        return None
    call = visit.node
    # The mark says whether arguments are given: without a host, `SMTP()` connects to nothing.
    if not _BLOCKS.fullmatch(value.name + ("(x" if call[3] or call[4] else "(")):
        return None
    if value.name == "time.sleep" and _is_short(call):
        return None
    if any(word == "async_req" for word, _ in call[4]):
        return None
    if value.name.startswith("subprocess.Popen()") and _is_ended(scope, visit):
        return None
    if value.top in ("subprocess", "os") and call[3] and _program(scope, call[3][0]) in _SHOWS:
        return None
    return value.name.replace("()", "")


def _is_short(call: Node) -> bool:
    given = call[3][0] if call[3] else None
    if given is None or given[0] != "const":
        return False
    try:
        return float(given[2]) <= _SHORTEST_SLEEP
    except (TypeError, ValueError):
        return False


def _program(scope: Scope, command: Node) -> str:
    """The program that a command runs; "" where it is not written there, nor looked for by its name."""
    if command[0] in ("list", "tuple"):
        return _program(scope, command[2][0]) if command[2] else ""
    if command[0] == "name":
        here = scope.span(command)[0]
        before = [g.node for g in scope.assigned(command[2]) if g.node and scope.span(g.node)[0] < here]
        return _program(scope, before[-1]) if before and before[-1][0] != "name" else ""
    if command[0] == "call":
        return _program(scope, command[3][0]) if word_of(command[2]) == "which" and command[3] else ""
    if command[0] == "fstr":
        command = command[2][0] if command[2] else command
    return str(command[2]).partition(" ")[0] if command[0] == "str" else ""


def _is_ended(scope: Scope, visit: Visit) -> bool:
    """Whether a process was told to end before it is waited for: then it ends at once."""
    process = re.escape(scope.text(visit.node[2][2])) if visit.node[2][0] == "attr" else ""
    start = scope.spans[scope.body[0][1]] if scope.body else 0
    before = scope.project.text(scope.path)[start : scope.span(visit.node)[0]].decode("utf-8", "replace")
    return bool(process) and re.search(rf"{process}\.(?:terminate|kill)\(", before) is not None


def may_block(project: Project, path: str) -> Iterator[FunctionRef]:
    """The functions of a file that may hold such a call, going by their text."""
    text = project.text(path)
    direct, known = _searches(project, path)
    for function, node, part in functions_in(project, path):
        if node[7]:
            continue
        if (
            (direct is not None and direct.search(part))
            or (known is not None and known.search(part) and b"(" in part and _holds(project, function))
            or (b"import " in part and text and _LOCALLY.search(part) and _holds(project, function))
        ):
            yield function


_LOCALLY = pattern(rf"\b(?:import|from)\s+(?:{'|'.join(sorted(_MODULES - {'os', 'http'}))})\b")


def _holds(project: Project, function: FunctionRef) -> bool:
    scope = scope_of(project, function)
    return any(blocking_call(scope, visit) for visit in scope.calls())


def _searches(project: Project, path: str) -> tuple[Search | None, Search | None]:
    """What finds a call of a blocking function by its module's name or its own, and one on an object."""
    modules: list[str] = []
    bare: list[str] = []
    carriers: list[str] = []
    for name, choices in project.names(path).by_name.items():
        for binding in choices:
            top = binding.module.partition(".")[0]
            if binding.kind not in ("import", "from") or binding.level or top not in _MODULES:
                continue
            if binding.kind == "import" or (binding.kind == "from" and binding.member == "request"):
                words = "|".join(_SPARSE.get(top, ())) or _CALLED
                modules.append(rf"{re.escape(name)}(?:\.\w+)*\.(?:{words})")
            elif binding.member[:1].islower():
                bare.append(re.escape(name))
            if top not in ("os", "time"):
                carriers.append(re.escape(name))
    wanted = [*modules, *bare]
    direct = pattern(r"\b(?:" + "|".join(wanted) + r")\s*\(") if wanted else None
    return direct, _on_objects(project.text(path), carriers)


def _on_objects(text: bytes, modules: list[str]) -> Search | None:
    """Finds a call on a variable or attribute whose making or annotation names one of the modules."""
    if not modules:
        return None
    names = "|".join(modules)
    finder = re2.compile(rf"\n[^\n]*\b(?:{names})\b[^\n]*".encode())
    made = re.compile(
        rf"[ \t]*(?:with\b.*?)?(?:self\.|cls\.|def )?(\w+)[^=]*?(?:=|:|->).*\b(?:{names})\b".encode()
    )
    bound = re.compile(rf"\b(?:{names})\b.*\bas (\w+)|(\w+) *: *(?:{names})\b".encode())
    found: set[str] = set()
    # What is given to a name may stand in brackets, on a line of its own.
    for match in finder.finditer(_OPENING.sub(b"= ", text)):
        line = match[0][1:]
        first = made.match(line)
        if first is not None:
            found.add(first[1].decode("latin-1"))
        for pair in bound.findall(line):
            found |= {name.decode("latin-1") for name in pair if name}
    found -= {"import", "from", "if", "return", "self", "raise", "except", "for"}
    if not found:
        return None
    return pattern(
        r"\b(?:" + "|".join(sorted(re.escape(name) for name in found)) + rf")\b[^\n]*\.{_CALLED}\(|\.{_SQL}\("
    )
