"""What looks like a secret and is none: it must come through untouched."""

import base64
import hashlib
import json

import pytest

from hardwon.store import redact, redact_value
from tests.store.redaction.chance import BASE64, HEX, LOWER, WORD, Draw, draw

by = draw("survivors")


def image(by: Draw) -> str:
    return base64.b64encode(bytes(by.chance.randrange(256) for _ in range(30_000))).decode()


MADE = {
    "sha": lambda by: f"commit {by.some(40, HEX)}",
    "short-sha": lambda by: f"{by.some(7, HEX)}..{by.some(7, HEX)} main -> main",
    "uuid": lambda by: f'{{"sessionId": "{by.uuid()}", "parentUuid": "{by.uuid()}"}}',
    "integrity": lambda by: f'"integrity": "sha512-{by.some(86, BASE64)}=="',
    "lock-hash": lambda by: f'{{ url = "https://example.com/a.whl", hash = "sha256:{by.some(64, HEX)}" }}',
    "pip-hash": lambda by: f"    --hash=sha256:{by.some(64, HEX)} \\",
    "go-sum": lambda by: f"golang.org/x/net v0.30.0 h1:{by.some(43, BASE64)}=",
    "docker-digest": lambda by: f"FROM python:3.12@sha256:{by.some(64, HEX)}",
    "etag": lambda by: f'ETag: "{by.some(32, HEX)}"',
    "image": lambda by: f"data:image/png;base64,{image(by)}",
    "tool-id": lambda by: f'"id": "toolu_01{by.some(22)}", "message": "msg_01{by.some(22)}"',
    "request-id": lambda by: f"x-request-id: {by.uuid()}",
    "trace": lambda by: f"traceparent: 00-{by.some(32, HEX)}-{by.some(16, HEX)}-01",
    "public-key": lambda by: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{by.some(43, BASE64)} work",
    "public-pem": lambda by: f"-----BEGIN PUBLIC KEY-----\n{by.some(64, BASE64)}\n-----END PUBLIC KEY-----",
    "certificate": lambda by: (
        f"-----BEGIN CERTIFICATE-----\n{by.some(64, BASE64)}\n-----END CERTIFICATE-----"
    ),
    "fingerprint": lambda by: f"SHA256:{by.some(43, BASE64)} (ED25519)",
    "signature": lambda by: f'"signature": "{by.some(300, BASE64)}"',
    "test-name": lambda by: f"tests/test_login.py::test_token_{by.some(8, LOWER)}_is_refused PASSED",
    "temporary": lambda by: f"/tmp/pytest-of-root/pytest-0/test_password_{by.some(8, LOWER)}0",
    "wheel": lambda by: f"pydantic_core-2.{by.digits(2)}.0-cp311-cp311-manylinux_2_17_x86_64.whl",
    "asset": lambda by: f"dist/assets/index-{by.some(8)}.js  312.40 kB",
    "workflow": lambda by: f"uses: actions/checkout@{by.some(40, HEX)} # v4.2.2",
    "address": lambda by: f"<object at 0x7f{by.some(10, HEX)}>",
    "epoch": lambda by: f'"expires_at": 17{by.digits(8)}, "max_tokens": {by.digits(5)}',
    "card-of-tests": lambda by: "card 4242 4242 4242 4242",
}
TEXTS = [
    "def login(name: str, password: str) -> bool:",
    "password = getpass()",
    "password = getpass.getpass('Password: ')",
    'token = os.environ["TOKEN"]',
    'key = os.environ.get("API_KEY", "")',
    "const token = process.env.GITHUB_TOKEN;",
    "api_key: ${API_KEY}",
    "password: {{ vault_password }}",
    "password: !vault |",
    "password: '<token>'",
    "token=xxxxxxxxxxxxxxxx",
    "DB_PASSWORD=changeme",
    "API_KEY=your-api-key-here",
    "password = None",
    'password=""',
    "password_hash = hash_password(password)",
    "self.password = password",
    "User(password=user.password, token=new_token)",
    "if not password: raise ValueError('password is required')",
    "The password is stored as a hash.",
    "the token is refreshed every hour",
    "forgot your password? reset it here",
    "secrets: inherit",
    "password: ${{ secrets.PYPI_TOKEN }}",
    "env:\n  GH_TOKEN: ${{ github.token }}",
    "permissions:\n  id-token: write",
    "ALTER TABLE users ADD COLUMN password varchar(128);",
    "SELECT password FROM users WHERE token = $1",
    "input type=password name=password",
    '<input type="password" autocomplete="current-password">',
    "mysql -u root -p shop",
    "mysql -h db -P 3306 -u root -p",
    "docker run -p 8080:80 nginx",
    "docker login -u ci -p $TOKEN registry.example.com",
    "docker login --password-stdin",
    "redis-cli -a $REDIS_PASSWORD ping",
    "curl -u $USER:$PASSWORD https://example.com",
    "sshpass -p $PASS ssh host",
    "cp -p a b && mkdir -p x/y && tar -xpf z",
    "grep -a token log | sort -u",
    "pytest -p no:cacheprovider -k 'password and not token'",
    "identified by 'name'",
    "git@github.com:acme/shop.git",
    "https://git@github.com/acme/shop.git",
    "someone@example.com, info@example.org and nobody@host.test",
    "@scope/pkg @types/node @pytest.fixture @app.get('/x')",
    "user@2x.png",
    "numpy==2.1.0 react@18.3.1 lodash@^4.17.21",
    "src/auth.py:5432:error: Name 'token' is not defined",
    "2030-01-02 12:00:00 INFO auth: 401 Unauthorized",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $TOKEN",
    'f"Bearer {token}"',
    '"Authorization": f"token {self.token}"',
    "Cookie: <cookie>",
    "http://localhost:8000/@vite/client",
    "postgresql://localhost:5432/shop",
    "postgresql://user:password@localhost:5432/db",
    "postgresql://${USER}:${PASSWORD}@db/shop",
    "redis://localhost:6379/0",
    "arn:aws:iam::123456789012:role/deploy",
    "aws_access_key_id = <key>",
    "sk-ant-...",
    "ghp_************************************",
    "token_type=bearer&scope=repo",
    "/usr/home/x /home/runner/work ./home/anna /Users/Shared",
    "total_tokens=1234 prompt_tokens: 567 token_count=89",
    "tokenizer = AutoTokenizer.from_pretrained('bert-base-uncased')",
    "return secrets.token_hex(16)",
    "secret_name: db-credentials",
    "ssh_host_key_checking=no",
    "key: value",
    "primary_key=True, foreign_key='users.id'",
    "cache-key: linux-python-3.12-abc123def456",
    "cache_key = hashlib.sha256(data).hexdigest()",
    "pass  # nothing to do",
    "PASS: test_login (0.01s)",
    "[PASSED] password reset",
    "3 passed, 1 failed in 0.12s",
    "npm_config_registry=https://registry.example.com npm_package_name=shop npm_lifecycle_event=test",
    "hf_hub_download(repo_id='a/b')",
    "sk_sp, re_compiled_pattern, rnd_state, key-value, SKU12345",
    "napi_create_string_utf8(env, buffer)",
    "API-Version: 2030-01-01",
    "glow-in-the-dark gldt glob",
]


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("seed", range(5))
def test_what_is_drawn_by_chance_but_no_secret_stays(kind: str, seed: int) -> None:
    text = MADE[kind](draw(f"{kind} {seed}"))
    assert redact(text).text == text


@pytest.mark.parametrize("text", TEXTS)
def test_code_prose_and_forms_to_fill_in_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize("text", TEXTS)
def test_they_stay_in_json_too(text: str) -> None:
    event = {"message": {"content": text}, "n": 1}
    assert redact_value(event).value == event
    line = json.dumps(json.dumps(event))
    assert redact(line).text == line


def test_hashes_by_the_thousand_stay() -> None:
    hashes = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(2000)]
    lines = "\n".join(f"{digest[:40]}  {digest}  {digest[:8]}-{digest[8:40]}" for digest in hashes)
    assert redact(lines).text == lines


def test_random_words_by_the_thousand_stay() -> None:
    lines = "\n".join(f"id={by.some(22)} name: {by.some(32, WORD)}" for _ in range(2000))
    assert redact(lines).text == lines
