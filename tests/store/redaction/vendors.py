"""Tokens that tell what they are by their form, as their vendors document it, wherever they stand."""

import base64
import json

from tests.store.redaction.chance import BASE32, BASE64, HEX, LOWER, SAFE, UPPER, WORD, Draw, Make, Planted


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def token(prefix: str, count: int, of: str = WORD, ending: str = "") -> Make:
    def make(by: Draw) -> Planted:
        text = prefix + by.some(count, of) + ending
        return Planted(text, text)

    return make


def parts(pattern: str, *of: tuple[int, str]) -> Make:
    """`pattern` with a `{}` for each drawn part."""

    def make(by: Draw) -> Planted:
        text = pattern.format(*(by.some(count, letters) for count, letters in of))
        return Planted(text, text)

    return make


def address(pattern: str, *of: tuple[int, str]) -> Make:
    """A web address whose last drawn part is the secret."""

    def make(by: Draw) -> Planted:
        drawn = [by.some(count, letters) for count, letters in of]
        return Planted(pattern.format(*drawn), drawn[-1])

    return make


def uuid_after(prefix: str) -> Make:
    def make(by: Draw) -> Planted:
        text = prefix + by.uuid()
        return Planted(text, text)

    return make


def jwt(by: Draw) -> Planted:
    header = _encoded({"alg": by.one("HS256", "RS256"), "typ": "JWT"})
    body = _encoded({"sub": by.digits(10), "name": "Nobody At All", "iat": int(by.digits(10))})
    text = f"{header}.{body}.{by.some(43, SAFE)}"
    return Planted(text, text)


def teams_webhook(by: Draw) -> Planted:
    secret = by.some(32, HEX)
    place = f"{by.uuid()}@{by.uuid()}"
    return Planted(
        f"https://acme.webhook.office.com/webhookb2/{place}/IncomingWebhook/{secret}/{by.uuid()}", secret
    )


def onepassword_account(by: Draw) -> Planted:
    text = "ops_" + _encoded({"signInAddress": "acme.1password.com", "secretKey": by.some(200)})
    return Planted(text, text)


def sentry_organisation(by: Draw) -> Planted:
    inner = {
        "iat": 1700000000.5,
        "url": "https://sentry.io",
        "region_url": "https://us.sentry.io",
        "org": "acme",
    }
    text = f"sntrys_{base64.b64encode(json.dumps(inner).encode()).decode()}_{by.some(43, BASE64)}"
    return Planted(text, text)


def mapbox_secret(by: Draw) -> Planted:
    text = f"sk.{_encoded({'u': 'acme', 'a': by.some(25, LOWER)})}.{by.some(22)}"
    return Planted(text, text)


def grafana_legacy(by: Draw) -> Planted:
    text = base64.b64encode(
        json.dumps({"k": by.some(40), "n": "deploy", "id": 1}, separators=(",", ":")).encode()
    ).decode()
    return Planted(text, text)


def service_bus(by: Draw) -> Planted:
    secret = by.some(43, BASE64) + "="
    return Planted(
        f"Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={secret}",
        secret,
    )


def storage_account(by: Draw) -> Planted:
    secret = by.some(86, BASE64) + "=="
    start = "DefaultEndpointsProtocol=https;AccountName=acme"
    return Planted(f"{start};AccountKey={secret};EndpointSuffix=core.windows.net", secret)


VENDORS: dict[str, Make] = {
    "1password-account": onepassword_account,
    "1password-key": parts("A3-{}-{}-{}-{}-{}", (6, UPPER), (11, UPPER), (5, UPPER), (5, UPPER), (5, UPPER)),
    "adobe": token("p8e-", 32, LOWER),
    "age": token("AGE-SECRET-KEY-1", 58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
    "airtable": parts("pat{}.{}", (14, WORD), (64, HEX)),
    "alibaba": token("LTAI5t", 18),
    "anthropic": token("sk-ant-api03-", 93, SAFE, "AA"),
    "anthropic-admin": token("sk-ant-admin01-", 93, SAFE, "AA"),
    "anthropic-oauth": token("sk-ant-oat01-", 93, SAFE, "AA"),
    "artifactory": token("AKCp", 69),
    "artifactory-reference": token("cmVmd", 59),
    "asana": parts("2/{}/{}:{}", (16, "123456789"), (16, "123456789"), (32, HEX)),
    "atlassian": token("ATATT3xFfGF0", 180, SAFE),
    "aws": token("AKIA", 16, BASE32),
    "aws-temporary": token("ASIA", 16, BASE32),
    "aws-bedrock": token("ABSK", 128, BASE64),
    "azure-client-secret": parts("{}8Q~{}", (3, WORD), (34, WORD + "_.-~")),
    "azure-devops": parts("{}AZDO{}", (76, WORD), (4, WORD)),
    "azure-service-bus": service_bus,
    "azure-storage": storage_account,
    "bitbucket": parts("ATBB{}{}", (24, WORD), (8, HEX.upper())),
    "bitbucket-access": token("ATCTT3xFfGN0", 160, SAFE),
    "braintree": parts("access_token$production${}${}", (16, LOWER), (32, HEX)),
    "brevo": parts("xkeysib-{}-{}", (64, HEX), (16, WORD)),
    "buildkite": token("bkua_", 40, HEX),
    "circleci": parts("CCIPAT_{}_{}", (22, WORD), (40, HEX)),
    "clojars": token("CLOJARS_", 60, HEX),
    "cloudflare-origin": parts("v1.0-{}-{}", (24, HEX), (146, HEX)),
    "contentful": token("CFPAT-", 43, SAFE),
    "crates": token("cio", 32),
    "databricks": token("dapi", 32, HEX),
    "daytona": token("dtn_", 64, HEX),
    "deepseek": token("sk-", 32, HEX),
    "deno": token("ddp_", 36),
    "digitalocean": token("dop_v1_", 64, HEX),
    "digitalocean-oauth": token("doo_v1_", 64, HEX),
    "discord-bot": parts("MT{}.G{}.{}", (24, WORD), (5, WORD), (38, SAFE)),
    "discord-webhook": address("https://discord.com/api/webhooks/{}/{}", (18, "123456789"), (68, SAFE)),
    "docker": token("dckr_pat_", 27, SAFE),
    "docker-organisation": token("dckr_oat_", 32, SAFE),
    "doppler": token("dp.pt.", 43),
    "doppler-service": token("dp.st.prod.", 43),
    "duffel": token("duffel_live_", 43, SAFE),
    "dynatrace": parts("dt0c01.{}.{}", (24, UPPER), (64, UPPER)),
    "e2b": token("e2b_", 40, HEX),
    "easypost": token("EZAK", 54),
    "elevenlabs": token("sk_", 48, HEX),
    "facebook": token("EAAM", 160),
    "figma": token("figd_", 40, SAFE),
    "firecrawl": token("fc-", 32, HEX),
    "fly": token("fm2_lJPECAAA", 140, BASE64),
    "gcp": token("AIzaSy", 33, SAFE),
    "gcp-token": token("ya29.a0Af", 160, SAFE),
    "github": lambda by: token(by.one("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), 36)(by),
    "github-fine": parts("github_pat_{}_{}", (22, WORD), (59, WORD)),
    "gitlab": token("glpat-", 20, SAFE),
    "gitlab-routable": parts("glpat-{}.01.{}", (27, SAFE), (9, LOWER)),
    "gitlab-deploy": token("gldt-", 20, SAFE),
    "gitlab-runner": token("glrt-", 20, SAFE),
    "gitlab-job": parts("glcbt-{}_{}", (2, HEX), (20, SAFE)),
    "gitlab-trigger": token("glptt-", 40, HEX),
    "google-chat": address(
        "https://chat.googleapis.com/v1/spaces/{}/messages?key=public&token={}", (11, WORD), (43, SAFE)
    ),
    "google-client-secret": token("GOCSPX-", 28, SAFE),
    "google-refresh": token("1//0g", 90, SAFE),
    "grafana": parts("glsa_{}_{}", (32, WORD), (8, HEX)),
    "grafana-cloud": token("glc_eyJvIjoi", 120),
    "grafana-legacy": grafana_legacy,
    "groq": token("gsk_", 52),
    "harness": parts("pat.{}.{}.{}", (22, SAFE), (24, HEX), (20, WORD)),
    "heroku": token("HRKU-AA", 58, SAFE),
    "hubspot": uuid_after("pat-na1-"),
    "huggingface": token("hf_", 34),
    "huggingface-organisation": token("api_org_", 34),
    "infracost": token("ico-", 32),
    "jwt": jwt,
    "langfuse": uuid_after("sk-lf-"),
    "langsmith": parts("lsv2_pt_{}_{}", (32, HEX), (10, HEX)),
    "launchdarkly": uuid_after("sdk-"),
    "linear": token("lin_api_", 40),
    "logfire": token("pylf_v1_us_", 43),
    "mailchimp": parts("{}-us{}", (32, HEX), (2, "12")),
    "mailgun": token("key-", 32, HEX),
    "mapbox": mapbox_secret,
    "maxmind": parts("{}_{}_mmk", (6, WORD), (29, WORD)),
    "neon": token("napi_", 64, LOWER),
    "netlify": token("nfp_", 36),
    "newrelic": token("NRAK-", 27, UPPER),
    "newrelic-insert": token("NRII-", 32, SAFE),
    "newrelic-licence": token("", 36, HEX, "NRAL"),
    "notion": parts("ntn_{}{}", (11, "123456789"), (35, WORD)),
    "notion-legacy": token("secret_", 43),
    "npm": token("npm_", 36),
    "nuget": token("oy2", 43, LOWER),
    "nvidia": token("nvapi-", 64, SAFE),
    "octopus": token("API-", 26, UPPER),
    "openai": parts("sk-proj-{}T3BlbkFJ{}", (74, SAFE), (74, SAFE)),
    "openai-legacy": parts("sk-{}T3BlbkFJ{}", (20, WORD), (20, WORD)),
    "openai-service": parts("sk-svcacct-{}T3BlbkFJ{}", (58, SAFE), (58, SAFE)),
    "openrouter": token("sk-or-v1-", 64, HEX),
    "openshift": token("sha256~", 43, SAFE),
    "perplexity": token("pplx-", 48),
    "pinecone": parts("pcsk_{}_{}", (6, WORD), (63, WORD)),
    "plaid": uuid_after("access-production-"),
    "planetscale": token("pscale_tkn_", 43, SAFE),
    "planetscale-password": token("pscale_pw_", 43, SAFE),
    "postman": parts("PMAK-{}-{}", (24, HEX), (34, HEX)),
    "posthog": token("phx_", 43),
    "prefect": token("pnu_", 36),
    "pulumi": token("pul-", 40, HEX),
    "pypi": token("pypi-AgEIcHlwaS5vcmc", 140, SAFE),
    "razorpay": token("rzp_live_", 14),
    "readme": token("rdme_", 70, LOWER),
    "render": token("rnd_", 32),
    "replicate": token("r8_", 37),
    "resend": parts("re_{}_{}", (8, WORD), (24, WORD)),
    "rubygems": token("rubygems_", 48, HEX),
    "scalingo": token("tk-us-", 48, SAFE),
    "sendgrid": parts("SG.{}.{}", (22, SAFE), (43, SAFE)),
    "sentry": sentry_organisation,
    "sentry-user": token("sntryu_", 64, HEX),
    "shippo": token("shippo_live_", 40, HEX),
    "shopify": lambda by: token(by.one("shpat_", "shpca_", "shppa_", "shpss_"), 32, HEX)(by),
    "slack-bot": parts("xoxb-{}-{}-{}", (12, "123456789"), (13, "123456789"), (24, WORD)),
    "slack-user": parts("xoxp-{}-{}-{}-{}", (12, "1234"), (12, "567"), (13, "189"), (32, HEX)),
    "slack-app": parts("xapp-1-A{}-{}-{}", (10, UPPER), (13, "123456789"), (64, HEX)),
    "slack-configuration": parts("xoxe.xoxp-1-{}", (163, WORD)),
    "slack-webhook": address(
        "https://hooks.slack.com/services/T{}/B{}/{}", (10, UPPER), (10, UPPER), (24, WORD)
    ),
    "sonar": token("squ_", 40, HEX),
    "sourcegraph": parts("sgp_{}_{}", (16, HEX), (40, HEX)),
    "square": token("sq0atp-", 22, SAFE),
    "square-application": token("sq0csp-", 43, SAFE),
    "stripe": lambda by: token(by.one("sk_live_", "rk_live_", "sk_test_"), by.chance.choice([24, 99]))(by),
    "stripe-webhook": token("whsec_", 32),
    "supabase": token("sbp_", 40, HEX),
    "supabase-secret": parts("sb_secret_{}_{}", (22, SAFE), (8, WORD)),
    "tailscale": parts("tskey-auth-{}CNTRL-{}", (9, WORD), (32, WORD)),
    "tavily": token("tvly-dev-", 32),
    "teams-webhook": teams_webhook,
    "telegram": parts("{}:AA{}", (10, "123456789"), (33, SAFE)),
    "tencent": token("AKID", 32),
    "terraform": parts("{}.atlasv1.{}", (14, WORD), (67, WORD)),
    "together": token("tgp_v1_", 43, SAFE),
    "twilio": token("SK", 32, HEX),
    "typeform": parts("tfp_{}_{}", (44, WORD), (14, WORD)),
    "vault": token("hvs.CAES", 90, SAFE),
    "vault-batch": token("hvb.AAAAAQ", 150, SAFE),
    "xai": token("xai-", 80),
    "yandex": token("AQVN", 35, SAFE),
    "zapier-webhook": address("https://hooks.zapier.com/hooks/catch/{}/{}/", (7, "123456789"), (7, LOWER)),
}
