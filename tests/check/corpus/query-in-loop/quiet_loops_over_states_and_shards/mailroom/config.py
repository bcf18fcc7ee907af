from sqlalchemy import create_engine

SHARDS = {
    "eu": create_engine("postgresql://mail@eu-db/mail"),
    "us": create_engine("postgresql://mail@us-db/mail"),
}
POLL_SECONDS = 2.0
