"""Secrets known by what stands beside them: a name, a flag, a scheme, a file's form."""

import base64

from tests.store.redaction.chance import BASE64, HEX, LOWER, SAFE, WORD, Draw, Make, Planted


def assigned(pattern: str, count: int = 0, of: str = WORD) -> Make:
    """`pattern` with one `{}` for a password, or for `count` letters."""

    def make(by: Draw) -> Planted:
        secret = by.some(count, of) if count else by.password()
        return Planted(pattern.replace("{}", secret), secret)

    return make


def phrased(pattern: str) -> Make:
    def make(by: Draw) -> Planted:
        secret = by.phrase()
        return Planted(pattern.replace("{}", secret), secret)

    return make


def identified(pattern: str) -> Make:
    def make(by: Draw) -> Planted:
        secret = by.uuid()
        return Planted(pattern.replace("{}", secret), secret)

    return make


def encoded(pattern: str) -> Make:
    """Base64 of `user:password`, as Basic, docker and npm carry it."""

    def make(by: Draw) -> Planted:
        secret = base64.b64encode(f"deployer:{by.password()}{by.some(8)}".encode()).decode()
        return Planted(pattern.replace("{}", secret), secret)

    return make


def hashed(pattern: str, count: int) -> Make:
    def make(by: Draw) -> Planted:
        secret = by.some(count, WORD + "./")
        return Planted(pattern.replace("{}", secret), secret)

    return make


SETTINGS: dict[str, Make] = {
    # Cloud keys without a form of their own.
    "aws-secret-ini": assigned("aws_secret_access_key = {}", 40, BASE64),
    "aws-secret-env": assigned("export AWS_SECRET_ACCESS_KEY={}", 40, BASE64),
    "aws-session": assigned("AWS_SESSION_TOKEN={}", 300, BASE64),
    "azure-sas": assigned(
        "https://acme.blob.core.windows.net/a/b.zip?sv=2023-01-03&se=2030-01-01&sr=b&sp=r&sig={}%3D", 43
    ),
    "cloudflare": assigned("CLOUDFLARE_API_TOKEN={}", 40, SAFE),
    "cohere": assigned("CO_API_KEY={}", 40),
    "datadog": assigned("DD_API_KEY={}", 32, HEX),
    "mistral": assigned("MISTRAL_API_KEY={}", 32),
    "vercel": assigned("VERCEL_TOKEN={}", 24),
    "heroku-uuid": identified("HEROKU_API_KEY={}"),
    "snyk": identified("SNYK_TOKEN={}"),
    "codecov": identified("CODECOV_TOKEN: {}"),
    "okta": assigned("Authorization: SSWS 00{}", 40, SAFE),
    "twilio-auth": assigned("TWILIO_AUTH_TOKEN={}", 32, HEX),
    "algolia": assigned("ALGOLIA_ADMIN_API_KEY={}", 32, HEX),
    "wandb": assigned("WANDB_API_KEY={}", 40, HEX),
    "s3-presigned": assigned(
        "https://a.s3.amazonaws.com/x?X-Amz-Date=20300101T000000Z&X-Amz-Signature={}", 64, HEX
    ),
    # Headers and cookies.
    "bearer": assigned("Authorization: Bearer {}", 40, SAFE),
    "bearer-curl": assigned("curl -s -H 'Authorization: Bearer {}' https://api.example.com/v1/me", 32, HEX),
    "bearer-python": assigned('headers = {"Authorization": "Bearer {}"}', 36),
    "token-header": assigned("Authorization: token {}", 40, HEX),
    "basic": encoded("Authorization: Basic {}"),
    "basic-curl": encoded('curl -H "authorization: basic {}" https://example.com'),
    "proxy-basic": encoded("Proxy-Authorization: Basic {}"),
    "api-key-header": assigned("X-Api-Key: {}", 32),
    "api-key-curl": assigned('curl -H "x-api-key: {}" https://example.com', 40),
    "auth-token-header": assigned("X-Auth-Token: {}", 32, HEX),
    "gitlab-header": assigned("PRIVATE-TOKEN: {}", 20),
    "cookie-session": assigned("Cookie: theme=dark; sessionid={}; lang=en", 32, LOWER),
    "set-cookie": assigned("Set-Cookie: session={}; Path=/; HttpOnly", 60, SAFE),
    "cookie-connect": assigned("Cookie: connect.sid=s%3A{}", 60),
    "cookie-php": assigned("Cookie: PHPSESSID={}", 26, LOWER),
    "cookie-java": assigned("Set-Cookie: JSESSIONID={}; Path=/", 32, HEX.upper()),
    # Addresses with a password.
    "postgres": assigned("postgresql://app:{}@db.internal:5432/shop", 18),
    "postgres-driver": assigned("postgresql+asyncpg://app:{}@db:5432/shop", 16),
    "mysql": assigned("mysql://root:{}@127.0.0.1:3306/shop", 14),
    "mongodb": assigned("mongodb+srv://admin:{}@cluster0.example.mongodb.net/?retryWrites=true", 16),
    "redis": assigned("redis://:{}@cache.internal:6379/0", 20),
    "rediss": assigned("rediss://default:{}@cache.internal:6380", 32),
    "amqp": assigned("amqps://worker:{}@queue.internal/vhost", 16),
    "ldap": assigned("ldap://cn=admin:{}@ldap.internal", 16),
    "smtp": assigned("smtp://mailer:{}@mail.internal:587", 16),
    "ftp": assigned("ftp://backup:{}@files.internal/", 12),
    "nats": assigned("nats://svc:{}@nats.internal:4222", 22),
    "clickhouse": assigned("clickhouse://default:{}@ch.internal:9000/logs", 16),
    "git-remote": assigned("https://oauth2:{}@git.example.com/acme/shop.git", 26),
    "git-remote-name": assigned("git remote set-url origin https://deploy:{}@git.example.com/a/b.git", 20),
    "index-url": assigned("--extra-index-url https://reader:{}@pypi.example.com/simple", 24),
    "proxy": assigned("HTTPS_PROXY=http://svc:{}@proxy.internal:3128", 12),
    "sentry-dsn": assigned(f"https://{'0a1b' * 8}:{{}}@sentry.example.com/42", 32, HEX),
    "odbc": assigned("Server=tcp:acme.database.windows.net,1433;User ID=app;Password={};Encrypt=True;"),
    "jdbc": assigned("jdbc:postgresql://db:5432/shop?user=app&password={}", 16),
    "libpq": assigned("host=db port=5432 dbname=shop user=app password={}", 16),
    "query-key": assigned("GET https://api.example.com/v1/things?api_key={}&page=2", 32),
    "query-token": assigned("https://example.com/callback?access_token={}&state=x", 40, SAFE),
    # Files.
    "netrc": assigned("machine git.example.com login deploy password {}"),
    "pgpass": assigned("db.internal:5432:shop:app:{}", 18),
    "htpasswd-apr1": hashed("admin:$apr1$Zx81kPqa${}", 22),
    "htpasswd-bcrypt": hashed("admin:$2y$05${}", 53),
    "shadow-sha512": hashed("deploy:$6$Zx81kPqaQ${}:19000:0:99999:7:::", 86),
    "docker-config": encoded('{"auths": {"registry.example.com": {"auth": "{}"}}}'),
    "npmrc": assigned("//npm.example.com/:_authToken={}", 36),
    "npmrc-password": encoded("//npm.example.com/:_password={}"),
    "pypirc": assigned("[pypi]\nusername = deploy\npassword = {}"),
    "kubeconfig-key": assigned("    client-key-data: {}", 400, BASE64),
    "kubeconfig-token": assigned("users:\n- name: ci\n  user:\n    token: {}", 40),
    "kubernetes-secret": encoded("kind: Secret\nmetadata:\n  name: db\ndata:\n  password: {}"),
    "wireguard": assigned("[Interface]\nPrivateKey = {}=", 43, BASE64),
    "git-credentials": assigned("https://someone:{}@git.example.com", 20),
    "django": assigned("SECRET_KEY = 'django-insecure-{}'", 50, LOWER + "!@#%^&*(-_=+)"),
    "rails": assigned("secret_key_base: {}", 128, HEX),
    "flask": assigned('app.config["SECRET_KEY"] = "{}"', 24),
    "terraform-variable": assigned('db_password = "{}"'),
    "ansible": assigned("ansible_become_pass: {}"),
    "maven": assigned("<server><id>nexus</id><username>ci</username><password>{}</password></server>"),
    "gradle": assigned("signing.password={}"),
    "spring": assigned("spring.datasource.password={}"),
    "compose": assigned("    environment:\n      POSTGRES_PASSWORD: {}"),
    "dockerfile": assigned("ENV DB_PASSWORD={}"),
    "github-env": assigned('echo "NPM_TOKEN={}" >> $GITHUB_ENV', 36),
    "gcp-json": assigned('"private_key_id": "ab", "client_secret": "{}"', 24, SAFE),
    # Assignments in ten languages.
    "python": assigned('password = "{}"'),
    "python-keyword": assigned('connect(host="db", user="app", password="{}")'),
    "python-dict": assigned('{"user": "app", "password": "{}"}'),
    "python-single": assigned("db_passwd = '{}'"),
    "javascript": assigned("const apiSecret = '{}';", 32),
    "typescript": assigned('  clientSecret: "{}",', 40, SAFE),
    "go": assigned('apiKey := "{}"', 32),
    "rust": assigned('let api_key: &str = "{}";', 32),
    "java": assigned('private static final String DB_PASSWORD = "{}";'),
    "ruby": assigned(":password => '{}',"),
    "php": assigned("'password' => '{}',"),
    "csharp": assigned('var connectionPassword = "{}";'),
    "kotlin": assigned('val accessToken = "{}"', 40),
    "swift": assigned('let authToken = "{}"', 40),
    "sql": assigned("ALTER USER app WITH PASSWORD '{}';"),
    "mysql-identified": assigned("CREATE USER 'app'@'%' IDENTIFIED BY '{}';"),
    "powershell": assigned('$env:DB_PASSWORD = "{}"'),
    "yaml": assigned("password: {}"),
    "yaml-quoted": assigned('smtp_password: "{}"'),
    "toml": assigned('secret_key = "{}"', 32),
    "ini": assigned("passwd={}"),
    "phrase-env": phrased("DB_PASSWORD={}"),
    "phrase-python": phrased('password = "{}"'),
    "phrase-yaml": phrased("  admin_password: {}"),
    "passphrase": phrased("GPG_PASSPHRASE={}"),
    # Flags of commands.
    "flag-space": assigned("deploy --user ci --password {} --now"),
    "flag-equals": assigned("deploy --token={} --now", 32),
    "flag-api-key": assigned("tool --api-key {}", 32),
    "flag-secret": assigned("tool --client-secret '{}'", 32),
    "mysql-flag": assigned("mysql -u root -p{} shop", 12),
    "mysqldump-flag": assigned("mysqldump -h db -u app -p'{}' shop > dump.sql"),
    "sshpass": assigned("sshpass -p {} ssh deploy@host"),
    "pgpassword": assigned("PGPASSWORD={} psql -h db -U app shop", 14),
    "curl-user": assigned("curl -u deploy:{} https://example.com/upload", 20),
    "curl-user-long": assigned('curl --user "deploy:{}" https://example.com/upload', 20),
    "wget-password": assigned("wget --user=ci --password={} https://example.com", 16),
    "docker-login": assigned("docker login -u ci -p {} registry.example.com", 24),
    "redis-cli": assigned("redis-cli -h cache -a {} ping", 24),
    "openssl": phrased("openssl rsa -in a.pem -passin pass:{}"),
    "environment-dump": assigned("HOME=/root\nADMIN_PASSWORD={}\nPATH=/usr/bin\nLANG=C.UTF-8"),
    "declare-dump": assigned('declare -x SMTP_PASSWORD="{}"'),
    "os-environ": assigned('os.environ["SERVICE_TOKEN"] = "{}"', 32),
    # Found wanting by forty-seven probes that were written last.
    "setx": assigned('setx API_TOKEN "{}"', 24),
    "fish": assigned("set -gx API_TOKEN {}", 24),
    "define": assigned('#define WIFI_PASSWORD "{}"', 20),
    "aws-configure": assigned("aws configure set aws_secret_access_key {}", 40),
    "xml-value": assigned('<add key="Password" value="{}" />', 18),
    "html-value": assigned('<input name="password" type="text" value="{}">', 18),
    "httpie": assigned("http -a user:{} example.com", 18),
    "smbclient": assigned("smbclient //h/s -U u%{}", 18),
    "zip": assigned("zip -P {} a.zip b", 18),
    "7z": assigned("7z a -p{} a.7z", 18),
    "openssl-enc": assigned("openssl enc -aes-256-cbc -k {}", 18),
    "gh-secret": assigned('gh secret set TOKEN --body "{}"', 24),
    "basic-auth": assigned('requests.get(x, auth=("user", "{}"))', 18),
    "basic-auth-class": assigned('HTTPBasicAuth("user", "{}")', 18),
    "form-encoded": assigned("body=password%3D{}", 18),
    "arrow": assigned("password -> {}", 18),
    "in-backticks": assigned("Use the password `{}` to log in", 18),
    "table": assigned("| password | {} |", 18),
    "prose": assigned("the password is {} and it works"),
    "prose-colon": assigned("Login: admin\nPassword: {}"),
}
