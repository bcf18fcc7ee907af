import os

USE_REDIS = bool(os.environ.get("REDIS_URL"))
