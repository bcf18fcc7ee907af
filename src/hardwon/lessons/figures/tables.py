"""The tables of the figures."""

import sqlalchemy as sa

METADATA = sa.MetaData()

# How often `what` happened on a day: to a lesson, or to a rule without one (an empty slug).
FIGURE = sa.Table(
    "lesson_figure",
    METADATA,
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("last", sa.Text, nullable=False),
)

# A finding from its appearance until a commit settles what became of it. `id` stands for tree, rule, path and
# fingerprint: a path may be longer than a key of PostgreSQL.
BREACH = sa.Table(
    "lesson_breach",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("tree", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("slug", sa.Text, nullable=False),
    sa.Column("opened", sa.Text, nullable=False),
    sa.Column("closed", sa.Text, nullable=False),
    sa.Column("landed", sa.Integer, nullable=False),
    sa.Column("breached", sa.Text, nullable=False),
    sa.Column("prevented", sa.Text, nullable=False),
)

# A lesson that was put before a session, and what the session did since.
SHOWING = sa.Table(
    "lesson_showing",
    METADATA,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("first", sa.Text, nullable=False),
    sa.Column("tree", sa.Text, nullable=False),
    sa.Column("applies", sa.Text, nullable=False),
    sa.Column("work", sa.Text, nullable=False),
    sa.Column("ended", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("day", sa.Text, nullable=False),
)

# When a tree was last moved by git, when somebody last looked for findings, what last changed a rank.
MARK = sa.Table(
    "lesson_mark",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
