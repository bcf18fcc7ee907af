"""Tokens that say by their shape whose they are.

Shapes from the vendors' own pages and from the rules of gitleaks and GitHub's secret scanning.
"""

import re

from hardwon.store.redaction.commands import COMMANDS
from hardwon.store.redaction.judgement import is_placeholder, is_scrambled
from hardwon.store.redaction.rule import EDGE, Rule, token
from hardwon.store.redaction.vendors import VENDORS

_E = EDGE.decode()


def _not_crossed_out(secret: bytes) -> bool:
    """False for a form to fill in, such as `ghp_xxxxxxxx` or `sk-...`."""
    body = secret.lower()
    return not any(form in body for form in (b"xxxxxx", b"******", b"......", b"your_", b"your-", b"example"))


def _is_filled_in(secret: bytes) -> bool:
    return _not_crossed_out(secret) and not is_placeholder(secret)


def _row(kind: str, needles: str, shape: str) -> Rule:
    return token(kind, needles, f"{_E}({shape})", worth=_not_crossed_out)


def _has_key_inside(secret: bytes) -> bool:
    """False for a block with no key in it, as in documentation and in code that looks for such blocks."""
    body = secret.partition(b"-----")[2].partition(b"-----")[2].partition(b"-----")[0]
    return sum(chr(byte).isalnum() for byte in body) >= 24


def _mixed(secret: bytes) -> bool:
    digits = any(48 <= byte <= 57 for byte in secret)
    return (digits and any(chr(byte).isalpha() for byte in secret)) or any(
        is_scrambled(run) for run in re.findall(rb"[A-Za-z]{16,}", secret)
    )


_BEGIN = r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_KEY_END = r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_KEY_BODY = r"[A-Za-z0-9+/=\s\\\"',:\-.()>|]"

TOKENS: tuple[Rule, ...] = (
    *VENDORS,
    *COMMANDS,
    # A block cut off by the end of the text counts too; a NUL stands between texts searched together.
    token(
        "private-key",
        r"PRIVATE\sKEY",
        rf"({_BEGIN}{_KEY_BODY}*?(?:{_KEY_END}|\z|\x00|\[redacted))",
        worth=_has_key_inside,
    ),
    token(
        "private-key",
        r"PRIVATE\sKEY",
        rf"({_BEGIN}(?:\s|\\+[nr])*[A-Za-z0-9+/=\\\s]{{40,}})",
        worth=_has_key_inside,
    ),
    _row("private-key", "age-secret-key-1", r"AGE-SECRET-KEY-1[A-Z0-9]{20,}"),
    _row(
        "aws-key",
        rf"{_E}a(?:kia|sia|bia|cca|3t[a-z0-9])[a-z0-9]{{16}}",
        r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",
    ),
    _row("gcp-key", "aiza[0-9a-z_-]{30}", r"AIza[0-9A-Za-z_-]{30,}"),
    _row(
        "gcp-token",
        r"ya29\.[0-9a-z_.-]{20} gocspx-[0-9a-z_-]{20} 1(?://|%2f%2f)0[0-9a-z_-]{30}",
        r"ya29\.[0-9A-Za-z_.-]{20,}|GOCSPX-[0-9A-Za-z_-]{20,}|1(?://|%2F%2F)0[0-9A-Za-z_-]{30,}",
    ),
    token(
        "azure-key",
        "accountkey(?:=|%3d) sharedaccesskey(?:=|%3d) sharedsecret(?:=|%3d)",
        r"(?i:AccountKey|SharedAccessKey|SharedSecret)(?:=|%3D)([A-Za-z0-9+/=%]{20,})",
    ),
    token("azure-key", "sig=", r"[?&;]sig=([A-Za-z0-9%+/=]{30,})"),
    _row("azure-key", "[0-9]q~[0-9a-z_~.-]{31}", r"[0-9A-Za-z_~.]{3}[0-9]Q~[0-9A-Za-z_~.-]{31,34}"),
    _row(
        "github-token", "gh[pousr]_ github_pat_", r"gh[pousr]_[0-9A-Za-z]{30,}|github_pat_[0-9A-Za-z_]{22,}"
    ),
    _row(
        "gitlab-token",
        r"gl(?:pat|ptt|dt|rt|cbt|ft|agent|soat|imt|oas|ffct)-[0-9a-z_.-]{18} gr1348941",
        r"gl(?:pat|ptt|dt|rt|cbt|ft|agent|soat|imt|oas|ffct)-[0-9A-Za-z_.-]{18,}|GR1348941[0-9A-Za-z_-]{20}",
    ),
    _row(
        "slack-token",
        "xox[a-z]- xapp- xoxe",
        r"xox[a-z](?:\.xox[a-z])?-[0-9A-Za-z-]{10,}|xapp-[0-9A-Za-z-]{20,}",
    ),
    token(
        "slack-webhook",
        r"hooks\.slack\.com",
        r"hooks\.slack\.com(?:\\*/|%2F)(?:services|workflows|triggers)(?:\\*/|%2F)([0-9A-Za-z_/%\\-]{20,})",
    ),
    _row(
        "stripe-key",
        "[srp]k_live_ [srp]k_test_ [sr]k_prod_ whsec_",
        r"[sr]k_(?:live|test|prod)_[0-9A-Za-z]{16,}|whsec_[0-9A-Za-z+/=]{20,}",
    ),
    _row("anthropic-key", "sk-ant-", r"sk-ant-[0-9A-Za-z_-]{20,}"),
    _row(
        "openai-key",
        "sk-[0-9a-z_-]{16}",
        r"sk-(?:proj|svcacct|admin|None|or-v1|lf)-[0-9A-Za-z_-]{20,}|sk-[0-9A-Za-z]{32,}",
    ),
    _row("npm-token", "npm_[0-9a-z]{30}", r"npm_[0-9A-Za-z]{30,}"),
    token(
        "npm-token",
        "_authtoken _auth",
        r"_auth(?:Token)?\s{0,2}=\s{0,2}\"?([0-9A-Za-z_+/=-]{16,})(?:[^0-9A-Za-z_.]|\z)",
        worth=_mixed,
    ),
    _row("pypi-token", "pypi-ag", r"pypi-Ag[0-9A-Za-z_-]{30,}"),
    _row("huggingface-token", "hf_[0-9a-z]{30}", r"hf_[0-9A-Za-z]{30,}"),
    _row("sendgrid-key", r"sg\.[0-9a-z_-]{16}", r"SG\.[0-9A-Za-z_-]{16,32}\.[0-9A-Za-z_-]{16,64}"),
    _row("twilio-key", rf"{_E}(?:sk|ac)[0-9a-f]{{32}}", r"(?:SK|AC)[0-9a-f]{32}"),
    _row(
        "telegram-token",
        "[0-9](?::|%3a)aa[0-9a-z_-]{8}",
        r"(?:bot)?[0-9]{8,10}(?::|%3A)AA[0-9A-Za-z_-]{32,35}",
    ),
    _row(
        "discord-token",
        r"[a-z0-9_-]\.[a-z0-9_-]{6}\.[a-z0-9_-]{24}",
        r"[MNO][0-9A-Za-z_-]{22,27}\.[0-9A-Za-z_-]{6}\.[0-9A-Za-z_-]{27,40}",
    ),
    token(
        "discord-webhook",
        "discord(?:app)?.com(?:/|%2f|\\\\/)api",
        r"(?i:discord(?:app)?\.com(?:\\*/|%2F)api(?:\\*/|%2F)webhooks)(?:\\*/|%2F)([0-9]{6,}(?:\\*/|%2F)[0-9A-Za-z_-]{20,})",
    ),
    token(
        "teams-webhook",
        r"webhook\.office\.com",
        r"webhook\.office\.com(?:/|%2F)(webhookb2(?:/|%2F)[^\s\"'\\<>]{30,})",
    ),
    token(
        "zapier-webhook",
        r"hooks\.zapier\.com",
        r"hooks\.zapier\.com(?:/|%2F)hooks(?:/|%2F)catch(?:/|%2F)([0-9]{4,}(?:/|%2F)[0-9A-Za-z]{5,})",
    ),
    token(
        "chat-webhook",
        r"chat\.googleapis\.com",
        r"chat\.googleapis\.com(?:/|%2F)[^\s\"'<>]{1,200}token(?:=|%3D)([0-9A-Za-z_%-]{20,})",
    ),
    _row("shopify-token", "shp[a-z]{2}_", r"shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}"),
    _row("digitalocean-token", "do[opr]_v1_", r"do[opr]_v1_[0-9a-f]{40,}"),
    _row("docker-token", "dckr_", r"dckr_(?:pat|oat)_[0-9A-Za-z_-]{20,}"),
    _row("vault-token", r"hv[sbr]\.[0-9a-z_-]{8}", r"hv[sbr]\.[0-9A-Za-z_-]{20,}"),
    _row("terraform-token", r"\.atlasv1\.", r"[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_-]{40,}"),
    _row("grafana-token", "glsa_ glc_", r"glsa_[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}|glc_[0-9A-Za-z+/=]{32,}"),
    _row("newrelic-key", "nrak-", r"NRAK-[0-9A-Z]{27}"),
    _row("sentry-token", "sntry[su]_", r"sntry[su]_[0-9A-Za-z+/=_%-]{40,}"),
    _row("mailgun-key", "key-[0-9a-f]{16}", r"key-[0-9a-f]{32}"),
    _row("mailchimp-key", "[0-9a-f]-us[0-9]", r"[0-9a-f]{32}-us[0-9]{1,2}"),
    _row("square-token", "sq0[ac]", r"sq0(?:atp|csp)-[0-9A-Za-z_-]{22,}"),
    _row("linear-key", "lin_api_", r"lin_api_[0-9A-Za-z]{32,}"),
    _row(
        "notion-token", "ntn_[0-9a-z]{40} secret_[0-9a-z]{43}", r"ntn_[0-9A-Za-z]{40,}|secret_[0-9A-Za-z]{43}"
    ),
    _row("databricks-token", "dapi[0-9a-f]{32}", r"dapi[0-9a-f]{32}(?:-[0-9])?"),
    _row("doppler-token", r"dp\.[a-z]{2,5}\.", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[0-9A-Za-z_.-]{40,}"),
    _row("supabase-key", "sbp_", r"sbp_[0-9a-f]{40}"),
    _row("planetscale-token", "pscale_", r"pscale_(?:tkn|pw|oauth)_[0-9A-Za-z_.-]{30,}"),
    _row("postman-key", "pmak-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    _row("rubygems-key", "rubygems_", r"rubygems_[0-9a-f]{48}"),
    _row("figma-token", "figd_", r"figd_[0-9A-Za-z_-]{36,}"),
    _row("airtable-token", r"pat[0-9a-z]{14}\.", r"pat[0-9A-Za-z]{14}\.[0-9a-f]{64}"),
    _row("atlassian-token", "atatt3 atctt3", r"AT[AC]TT3[0-9A-Za-z_=-]{60,}"),
    _row("artifactory-key", "akcp[0-9a-z]{60}", r"AKCp[0-9A-Za-z]{60,}"),
    _row("groq-key", "gsk_[0-9a-z]{40}", r"gsk_[0-9A-Za-z]{40,}"),
    _row("xai-key", "xai-", r"xai-[0-9A-Za-z]{60,}"),
    _row("perplexity-key", "pplx-", r"pplx-[0-9A-Za-z]{40,}"),
    _row("replicate-token", "r8_[0-9a-z]{10}", r"r8_[0-9A-Za-z]{30,}"),
    _row("langsmith-key", "lsv2_", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    _row("heroku-key", "hrku-", r"HRKU-[0-9A-Za-z_-]{30,}"),
    _row("fly-token", "fm[12]_", r"fm[12][ar]?_[0-9A-Za-z+/=_%-]{60,}"),
    _row(
        "jwt",
        r"eyj[0-9a-z_-]{8,}\.[0-9a-z_-]{8}",
        r"eyJ[0-9A-Za-z_-]{8,}\.(?:eyJ)?[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}",
    ),
    token(
        "authorization",
        "authorization",
        r"(?i:authorization)\\*[\"']?\]?\s{0,3}[:=,]\s{0,3}[frb]?\\*[\"']?(?i:basic|bearer|token|digest|apikey|api-key|key|ssws)\s{1,3}([0-9A-Za-z._~+/=-]{6,})",
        worth=lambda secret: (len(secret) >= 16 or _mixed(secret)) and _is_filled_in(secret),
    ),
    token(
        "authorization",
        r"bearer\s{1,3}\\*[\"']?[0-9a-z._~+/=-]{16}",
        rf"{_E}(?i:bearer)\s{{1,3}}\\*[\"']?([0-9A-Za-z._~+/=-]{{16,}})",
        worth=lambda secret: _mixed(secret) and _is_filled_in(secret),
    ),
    token(
        "authorization",
        r"curl\s curl.exe",
        r"\bn?curl\b[^\n]{0,400}?\s(?:-u|--user)[ =]?\\*[\"']?[^\s:\"'\\]{1,80}:([^\s\"'\\]{3,})",
        worth=lambda secret: not secret.startswith((b"$", b"<", b"{")),
    ),
    token(
        "cookie",
        "cookie",
        r"(?i:cookie)\\*[\"']?\s{0,3}[:=]\s{0,3}\\*[\"']?([0-9A-Za-z_.%-]{1,60}=[^\s\"';,\\{}<>()$]+(?:;\s?[0-9A-Za-z_.%-]{1,60}(?:=[^\s\"';\\{}<>()$]*)?)*)",
        worth=_mixed,
    ),
)
