"""Tokens whose form alone says whose they are, beyond those in `tokens`: one row a vendor.

Forms from the vendors' own pages, and from the lists that GitHub and gitleaks publish.
"""

from hardwon.store.redaction.judgement import is_scrambled
from hardwon.store.redaction.rule import EDGE, Rule, token

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# As in base64; in a web address its signs are written `%2B`, `%2F` and `%3D`.
_B64 = r"(?:[0-9A-Za-z+/=]|%2[BbFf]|%3[Dd])"

# Enough of a form that words and identifiers do not have it; `{}` is never in a name.
_FORMS = {
    "1password-token": rf"ops_eyJ{_B64}{{100,}}",
    "1password-key": r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}",
    "adobe-secret": r"p8e-[0-9A-Za-z_-]{32}",
    "asana-token": r"[12](?:/|%2F)[0-9]{12,18}(?:(?:/|%2F)[0-9]{12,18})?(?::|%3A)[0-9a-f]{32}",
    "aws-key": rf"ABSK{_B64}{{100,}}",
    "bitbucket-token": r"ATBB[0-9A-Za-z]{24}[0-9A-Fa-f]{8}",
    "braintree-token": r"access_token(?:\$|%24)production(?:\$|%24)[0-9a-z]{16}(?:\$|%24)[0-9a-f]{32}",
    "brevo-key": r"x(?:keysib|smtpsib)-[0-9a-f]{64}-[0-9A-Za-z]{16}",
    "buildkite-token": r"bkua_[0-9a-f]{40}",
    "circleci-token": r"CCIP(?:AT|RJ)_[0-9A-Za-z]{22}_[0-9a-f]{40}",
    "clojars-token": r"CLOJARS_[0-9a-f]{60}",
    "cloudflare-key": r"v1\.0-[0-9a-f]{24}-[0-9a-f]{140,150}",
    "contentful-token": r"CFPAT-[0-9A-Za-z_-]{40,}",
    "daytona-key": r"dtn_[0-9a-f]{64}",
    "duffel-token": r"duffel_(?:live|test)_[0-9A-Za-z_-]{40,}",
    "dynatrace-token": r"dt0[a-z][0-9]{2}\.[0-9A-Z]{24}\.[0-9A-Z]{64}",
    "e2b-key": r"e2b_[0-9a-f]{40}",
    "elevenlabs-key": r"sk_[0-9a-f]{48}",
    "firecrawl-key": r"fc-[0-9a-f]{32}",
    "flutterwave-key": r"FLWSECK(?:_TEST)?-[0-9a-z]{12,40}",
    "frameio-token": r"fio-u-[0-9A-Za-z_-]{60,}",
    "honeycomb-key": r"hca[a-z]k_[0-9a-z]{26,64}",
    "hubspot-token": rf"pat-(?:na|eu|ap)[0-9]-{_UUID}",
    "launchdarkly-key": rf"(?:sdk|api)-{_UUID}",
    "logfire-token": r"pylf_v[0-9]_[a-z]{2}_[0-9A-Za-z]{40,}",
    "mapbox-token": r"sk\.eyJ[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{20,}",
    "neon-key": r"napi_[0-9a-z]{40,}",
    "newrelic-key": r"NRII-[0-9A-Za-z_-]{32}|NRJS-[0-9a-f]{19}|[0-9a-f]{36}NRAL",
    "nuget-key": r"oy2[0-9a-z]{43}",
    "nvidia-key": r"nvapi-[0-9A-Za-z_-]{60,}",
    "octopus-key": r"API-[0-9A-Z]{26}",
    "openshift-token": r"sha256(?:~|%7E)[0-9A-Za-z_-]{43}",
    "pinecone-key": r"pcsk_[0-9A-Za-z]{4,8}_[0-9A-Za-z]{40,}",
    "plaid-token": rf"access-(?:sandbox|development|production)-{_UUID}",
    "posthog-key": r"phx_[0-9A-Za-z]{40,}",
    "pulumi-token": r"pul-[0-9a-f]{40}",
    "razorpay-key": r"rzp_(?:live|test)_[0-9A-Za-z]{14,}",
    "readme-key": r"rdme_[0-9a-z]{60,}",
    "scalingo-token": r"tk-us-[0-9A-Za-z_-]{40,}",
    "shippo-token": r"shippo_(?:live|test)_[0-9a-f]{40}",
    "sonar-token": r"sq[pua]_[0-9a-f]{40}",
    "sourcegraph-token": r"sgp_(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}",
    "supabase-key": r"sb_secret_[0-9A-Za-z_-]{20,}",
    "tailscale-key": r"tskey-[a-z]{3,8}-[0-9A-Za-z]{8,}-[0-9A-Za-z]{20,}",
    "together-key": r"tgp_v1_[0-9A-Za-z_-]{40,}",
    "typeform-token": r"tfp_[0-9A-Za-z_.-]{50,}",
}
# Forms that an identifier or a stretch of base64 may have by chance: these must mix cases and digits, too.
_MIXED_FORMS = {
    "alibaba-key": r"LTAI[0-9A-Za-z]{12,26}\b",
    "artifactory-key": r"cmVmd[0-9A-Za-z]{59}\b",
    "azure-key": r"[0-9A-Za-z]{76}AZDO[0-9A-Za-z]{4}\b",
    "crates-token": r"cio[0-9A-Za-z]{32}\b",
    "deno-token": r"ddp_[0-9A-Za-z]{36}\b",
    "easypost-key": r"EZ[AT]K[0-9A-Za-z]{54}\b",
    "facebook-token": r"EAA[MC][0-9A-Za-z]{100,}",
    "grafana-token": rf"eyJrIjoi{_B64}{{50,}}",
    "harness-token": r"[ps]at\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z]{24}\.[0-9A-Za-z]{20}",
    "huggingface-token": r"api_org_[0-9A-Za-z]{34}\b",
    "infracost-key": r"ico-[0-9A-Za-z]{32}\b",
    "maxmind-key": r"[0-9A-Za-z]{6}_[0-9A-Za-z]{29}_mmk\b",
    "netlify-token": r"nf[pcu]_[0-9A-Za-z]{36}",
    "prefect-key": r"pn[ub]_[0-9A-Za-z]{36}\b",
    "render-key": r"rnd_[0-9A-Za-z]{28,}",
    "resend-key": r"re_[0-9A-Za-z]{8}_[0-9A-Za-z]{20,}",
    "settlemint-token": r"sm_[aps]at_[0-9A-Za-z]{16,}",
    "tavily-key": r"tvly-(?:dev-|prod-)?[0-9A-Za-z_-]{28,}",
    "tencent-key": r"AKID[0-9A-Za-z]{32}\b",
    "yandex-key": r"AQVN[0-9A-Za-z_-]{34,38}\b",
}
# A form that begins with anything would cost the prefilter states at each byte.
_NEEDLES = {
    "newrelic-key": "nrii- nrjs- nral",
    "azure-key": "azdo",
    "maxmind-key": "_mmk",
    "asana-token": "(?::|%3a)[0-9a-f]{32}",
    "mapbox-token": r"sk\.eyj",
}


def _is_mixed(secret: bytes) -> bool:
    if secret.lower() == secret or secret == secret.upper():
        return False
    body = secret[4:]
    return any(48 <= byte <= 57 for byte in body) or is_scrambled(body.translate(None, b"_-"))


def _is_drawn(secret: bytes) -> bool:
    """False for a form to fill in: `hca_xxxxxxxx`, or one letter over and over."""
    return len(set(secret[-24:])) > 5


def _is_both(secret: bytes) -> bool:
    return _is_mixed(secret) and _is_drawn(secret)


VENDORS: tuple[Rule, ...] = tuple(
    token(kind, _NEEDLES.get(kind) or f"{edge}(?:{form})", f"{EDGE.decode()}({form})", worth=worth)
    # Letters alone begin somewhere in any long base64: there the edge spares the rule a useless search.
    for forms, edge, worth in ((_FORMS, "", _is_drawn), (_MIXED_FORMS, EDGE.decode(), _is_both))
    for kind, form in forms.items()
)
