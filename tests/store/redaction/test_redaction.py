import json
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.store import redact, redact_value

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
chance = random.Random()


def some(count: int, of: str = LETTERS) -> str:
    return "".join(chance.choice(of) for _ in range(count))


def password() -> str:
    return some(8) + chance.choice("!#+-") + some(3) + "7x"


def key_block(kind: str = "RSA ", glue: str = "\n") -> tuple[str, str]:
    body = glue.join(some(64, LETTERS + "+/") for _ in range(4))
    return f"-----BEGIN {kind}PRIVATE KEY-----{glue}{body}{glue}-----END {kind}PRIVATE KEY-----", body[:60]


# Each makes a text and the part of it that must be gone.
TOKENS = {
    "aws-key": lambda: "AKIA" + some(16, string.ascii_uppercase + "234567"),
    "gcp-key": lambda: "AIza" + some(35),
    "gcp-token": lambda: "ya29." + some(60),
    "github-token": lambda: chance.choice(["ghp_", "gho_", "ghs_"]) + some(36),
    "gitlab-token": lambda: "glpat-" + some(20),
    "slack-token": lambda: f"xoxb-{some(11, string.digits)}-{some(24)}",
    "stripe-key": lambda: "sk_live_" + some(24),
    "anthropic-key": lambda: "sk-ant-api03-" + some(90),
    "openai-key": lambda: "sk-proj-" + some(48),
    "npm-token": lambda: "npm_" + some(36),
    "pypi-token": lambda: "pypi-AgEIcHlwaS5vcmc" + some(80),
    "huggingface-token": lambda: "hf_" + some(34, string.ascii_letters),
    "sendgrid-key": lambda: f"SG.{some(22)}.{some(43)}",
    "twilio-key": lambda: "SK" + some(32, HEX),
    "telegram-token": lambda: f"{some(9, '123456789')}:AA{some(33)}",
    "discord-token": lambda: f"M{some(23)}.{some(6)}.{some(27)}",
    "jwt": lambda: f"eyJ{some(30)}.eyJ{some(60)}.{some(43)}",
    "docker-token": lambda: "dckr_pat_" + some(27),
    "vault-token": lambda: "hvs." + some(24),
    "shopify-token": lambda: "shpat_" + some(32, HEX),
    "digitalocean-token": lambda: "dop_v1_" + some(64, HEX),
    "groq-key": lambda: "gsk_" + some(52),
    "linear-key": lambda: "lin_api_" + some(40),
    "notion-token": lambda: "ntn_" + some(46),
    "databricks-token": lambda: "dapi" + some(32, HEX),
    "grafana-token": lambda: f"glsa_{some(32)}_{some(8, HEX)}",
    "newrelic-key": lambda: "NRAK-" + some(27, string.ascii_uppercase + string.digits),
    "sentry-token": lambda: "sntrys_" + some(60),
    "mailgun-key": lambda: "key-" + some(32, HEX),
    "atlassian-token": lambda: "ATATT3" + some(100),
    "azure-key": lambda: f"{some(3)}8Q~{some(32)}",
    "rubygems-key": lambda: "rubygems_" + some(48, HEX),
    "supabase-key": lambda: "sbp_" + some(40, HEX),
    "airtable-token": lambda: f"pat{some(14)}.{some(64, HEX)}",
    "replicate-token": lambda: "r8_" + some(37),
    "perplexity-key": lambda: "pplx-" + some(48),
    "postman-key": lambda: f"PMAK-{some(24, HEX)}-{some(34, HEX)}",
    "terraform-token": lambda: f"{some(14)}.atlasv1.{some(67)}",
    "square-token": lambda: "sq0atp-" + some(22),
}
AROUND = [
    "{}",
    'x = "{}"',
    "see\n{}\nend",
    "log\\n{}\\n",
    '{{\\"k\\": \\"{}\\"}}',
    "`{}`",
    "({})",
    "a={};",
    "é{}é",
]

TEMPLATES = [
    "DB_PASSWORD={}",
    "export PGPASSWORD='{}'",
    'password = "{}"',
    'password: str = "{}"',
    "  password: {}\n  user: anna",
    '{{"password": "{}"}}',
    '{{\\"password\\": \\"{}\\"}}',
    '{{\\\\\\"password\\\\\\": \\\\\\"{}\\\\\\"}}',
    "{{'user': 'x', 'passwd': '{}'}}",
    "connect(host='x', password='{}')",
    "mysql --password {} -u root",
    "mysql --password={} -u root",
    "Server=db;User Id=sa;Password={};Encrypt=true",
    "<password>{}</password>",
    '- name: DB_PASSWORD\n  value: "{}"',
    "the password is {}",
    "print('password', '{}')",
    "log line\\nPASSWORD={}\\nnext",
    "docker run -e POSTGRES_PASSWORD={} postgres",
    "https://anna:{}@git.shop.io/x.git",
    "postgresql+psycopg://app:{}@db.shop.io:5432/prod",
    "redis://:{}@cache:6379/0",
    "mongodb+srv://app:{}@cluster.mongodb.net/db",
    "curl -u admin:{} https://shop.io",
    "https://shop.io/login?password={}&next=1",
    'if password == "{}":',
    '{{"auth": {{"PASS": "{}"}}}}',
]
KEYS = [
    "api_key: {}",
    "X-API-Key: {}",
    'apiKey: "{}"',
    "aws_secret_access_key = {}",
    "SECRET_KEY = '{}'",
    "client_secret={}",
    "GITHUB_TOKEN={}",
    "x-auth-token: {}",
    "Authorization: Bearer {}",
    '-H "Authorization: Bearer {}"',
    "see\\nAuthorization: Bearer {}\\n",
    "Authorization: Basic {}==",
    "authorization: {}",
    "curl -H 'Authorization: token {}'",
    "os.environ['API_KEY'] = '{}'",
    "os.environ.setdefault('API_KEY', '{}')",
    "https://shop.io/v1?access_token={}&q=1",
    "https://hooks.slack.com/services/T1/B2/{}",
    "https://discord.com/api/webhooks/123456789/{}",
    "Cookie: theme=dark; sessionid={}; x=1",
    "Set-Cookie: sid={}; Path=/; HttpOnly",
    "//registry.example.com/:_authToken={}",
    "AccountName=x;AccountKey={};EndpointSuffix=y",
    "?sv=2024&sig={}",
    "private_key: {}",
]
HARMLESS = [
    'api_key = "fetchAPIKeyFromHTTPServer"',
    "password: str",
    "proxy_auth=self._proxy.auth,",
    'token = r"[-!#$%&*+.^_`|~0-9a-zA-Z]+"',
    'password = "/run/secrets/db"',
    'api_key: "1.20.3"',
    "secret: 1234567890",
    'password = "Please enter it"',
    "token = abc123",
    'api_key = "refresh-token"',
    '"pwd", "/srv/x1"',
    "see :@shop.io",
    "def login(user: str, password: str) -> Token:",
    'password = os.environ["DB_PASSWORD"]',
    "password=os.getenv('X')",
    "password = getpass()",
    "token: string",
    'password="<your password>"',
    "api_key=${API_KEY}",
    "secret: ${{ secrets.DEPLOY_KEY }}",
    "password_length=128",
    "max_tokens=4096",
    '"input_tokens": 10234567',
    "token = self.lexer.next_token()",
    "api_key = settings.API_KEY_2",
    'api_key = "YOUR_API_KEY_HERE"',
    '"password": {"type": "string"}',
    "password = user.password",
    'if token == "refresh_token":',
    "Bearer authentication is used",
    "http://localhost:8080/@scope/package",
    "passwd: command not found",
    "--- PASS: TestLogin/with_password (0.00s)",
    "api_key_env: ANTHROPIC_API_KEY",
    "secretKeyRef: {name: db-secret, key: password}",
    "AWS_SECRET_ACCESS_KEY: ***",
    "password: ********",
    "const password = await hash(input)",
    "credentials: include",
    "token = tokens[0]",
    "postgresql://user:password@localhost/db",
    "--secret id=GIT_AUTH_TOKEN,src=/run/token",
    "git@github.com:anna/shop.git",
    "anna@users.noreply.github.com noreply@anthropic.com a@example.com",
    "uses: actions/checkout@v4.2 and lodash@4.17.21 and icon@2x.png",
    "@pytest.mark.asyncio and foo@bar.py",
    "/home/runner/work /Users/Shared/x /usr/home/y",
    "https://shop.io/home/anna/ and /api/Users/list",
    "-----BEGIN PRIVATE KEY-----",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "commit 4be1d7f0c2a9e8b7d6c5f4a3b2c1d0e9f8a7b6c5",
    "task-" + "0123456789abcdef" * 2,
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
]


@pytest.mark.parametrize("kind", TOKENS)
@pytest.mark.parametrize("around", AROUND)
def test_a_token_is_taken_out_wherever_it_stands(kind: str, around: str) -> None:
    token = TOKENS[kind]()
    result = redact(around.format(token))
    assert result.text == around.format(f"[redacted:{kind}]")
    assert result.found == {kind: 1}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_password_is_taken_out_by_its_name_or_place(template: str) -> None:
    secret = password()
    result = redact(template.format(secret))
    assert secret not in result.text
    assert result.text.startswith(template[:4].format(""))
    assert sum(result.found.values()) == 1


@pytest.mark.parametrize("template", KEYS)
def test_a_key_is_taken_out_by_its_name_or_place(template: str) -> None:
    secret = some(40)
    result = redact(template.format(secret))
    assert secret not in result.text
    assert sum(result.found.values()) == 1


@pytest.mark.parametrize("template", KEYS)
def test_a_key_of_letters_alone_is_taken_out_too(template: str) -> None:
    secret = "".join(a + b for a, b in zip(some(40).lower(), some(40).upper(), strict=True) if a.isalpha())
    secret = "".join(filter(str.isalpha, secret))[:32]
    result = redact(template.format(secret))
    assert secret not in result.text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text).text == text
    assert redact(text).found == {}


@pytest.mark.parametrize("value", ["AbCdEfGhIj", "supersecret", "hunter2", "123456", "pass7word!"])
def test_a_poor_password_is_one_too(value: str) -> None:
    assert value not in redact(f'DB_PASSWORD="{value}"').text
    assert redact_value({"password": value}).value == {"password": "[redacted:password]"}


def test_digits_after_a_password_sign_are_a_password() -> None:
    assert redact("PASSWORD=8461537").text == "PASSWORD=[redacted:password]"


@pytest.mark.parametrize("glue", ["\n", "\\n", "\\\\n", "\r\n"])
@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
def test_a_private_key_goes_as_a_block(kind: str, glue: str) -> None:
    block, inside = key_block(kind, glue)
    assert redact(f"before {block} after").text == "before [redacted:private-key] after"
    assert inside not in redact(block[: len(block) // 2]).text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("/Users/alex/x", "~/x"),
        ("see /home/alex/.", "see ~/."),
        ("cd /home/alex", "cd ~"),
        ("C:\\Users\\alex\\x", "~\\x"),
        ("C:\\\\Users\\\\alex\\\\x", "~\\\\x"),
        ("C:/Users/alex/x", "~/x"),
        ("file:///Users/alex/x", "file://~/x"),
        ("PATH=/home/anna/bin:/home/anna/x:/home/bob:/usr/bin", "PATH=~/bin:~/x:~:/usr/bin"),
        ('"/Users/alex/a" "/Users/alex/b"', '"~/a" "~/b"'),
        ("line\\n/Users/alex/a", "line\\n~/a"),
        (".claude/projects/-Users-alex-work-shop/1.jsonl", ".claude/projects/-~-work-shop/1.jsonl"),
        ("/home/anna.b/x", "~/x"),
    ],
)
def test_home_directories_of_people_become_a_tilde(text: str, clean: str) -> None:
    assert redact(text).text == clean


@pytest.mark.parametrize("text", ["<{}>", "Author: Anna <{}>", "mail\\n{}", "{},{}", "{}.", "to {}: hello"])
def test_addresses_of_people_are_taken_out(text: str) -> None:
    address = f"{some(5, string.ascii_lowercase)}.{some(6, string.ascii_lowercase)}@shop-{some(4, HEX)}.io"
    clean = redact(text.replace("{}", address)).text
    assert address not in clean
    assert clean == text.replace("{}", "[redacted:email]")


def test_structure_stays_and_keys_tell() -> None:
    secret, address = password(), f"{some(8, string.ascii_lowercase)}@shop.io"
    value = {
        "password": secret,
        "user": {"name": "anna", "age": 3, "ok": True, "none": None, "list": [1.5, f"token={secret}", []]},
        "input_tokens": 12345678,
        "token": {"type": "string", "description": "the token"},
        address: 1,
    }
    result = redact_value(value)
    assert result.value == {
        "password": "[redacted:password]",
        "user": {
            "name": "anna",
            "age": 3,
            "ok": True,
            "none": None,
            "list": [1.5, "token=[redacted:token]", []],
        },
        "input_tokens": 12345678,
        "token": {"type": "string", "description": "the token"},
        "[redacted:email]": 1,
    }
    assert result.found == {"password": 1, "token": 1, "email": 1}


def test_keys_that_become_alike_lose_no_value() -> None:
    value = {f"{name}@shop.io": name for name in ("annab", "bertac", "carlad")}
    assert sorted(redact_value(value).value.values()) == ["annab", "bertac", "carlad"]


def test_json_in_a_string_in_json_is_seen_through() -> None:
    secret = password()
    text: object = {"password": secret}
    for _ in range(4):
        text = {"body": json.dumps(text)}
        clean = redact_value(text).value
        assert secret not in json.dumps(clean)
        assert json.loads(json.dumps(clean)) == clean


def test_nesting_without_end_is_cut_not_fatal() -> None:
    secret = password()
    value: object = f"password={secret}"
    for _ in range(5000):
        value = [value]
    clean: object = redact_value(value).value
    while isinstance(clean, list):
        clean = clean[0]
    assert isinstance(clean, str)
    assert secret not in clean


def test_a_huge_text_is_taken_in_one_go() -> None:
    secret = TOKENS["github-token"]()
    text = "lorem ipsum dolor\n" * 200_000
    assert redact(f"{text}{secret}\n{text}").text == f"{text}[redacted:github-token]\n{text}"
    assert redact("=" * 500_000 + "password=" * 20_000).found == {}


FRAGMENTS = [
    *(
        "password",
        "token=",
        "secret:",
        "Authorization: Bearer ",
        "://u:",
        "@x.io",
        "/Users/alex",
        "/home/bob/",
        "~",
    ),
    *(
        "C:\\Users\\eve\\",
        "Cookie: a=",
        "[redacted:email]",
        "[redacted:",
        "api_key",
        "-----BEGIN PRIVATE KEY-----",
    ),
    *("a1!b2c3d4e5", "curl -u a:", "\\n", "eyJ", "-home-bob-", "; b=", "is ", "value:", ","),
]
_PIECES = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="\"'\\\n=:@/.-_ \0\ud800é", max_size=8),
    st.sampled_from(FRAGMENTS),
    st.sampled_from(sorted(TOKENS)).map(lambda kind: TOKENS[kind]()),
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once.text).text == once.text
    assert bool(once.found) == (once.text != text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _PIECES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_PIECES, inner, max_size=4),
    max_leaves=12,
)


def shape(value: object) -> object:
    if isinstance(value, dict):
        return [shape(item) for item in value.values()]
    return [shape(item) for item in value] if isinstance(value, list) else type(value).__name__


@given(_JSON)
def test_any_json_keeps_its_shape_and_redacts_once(value: object) -> None:
    once = redact_value(value)
    assert shape(once.value) == shape(value)
    assert redact_value(once.value).value == once.value
