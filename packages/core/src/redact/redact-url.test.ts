import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor, redactUrl, secretsInUrl } from "./redact-url.ts";

describe("redactUrl", () => {
  test.each([
    ["postgresql://u:pw@h/db", "postgresql://u:***@h/db"],
    ["postgresql+asyncpg://u:p@ss@h/db?ssl=require", "postgresql+asyncpg://u:***@h/db?ssl=require"],
    ["postgresql://u:p/a?s#s:w@h:5432/db", "postgresql://u:***@h:5432/db"],
    ["postgresql://u:p%40ss%2Fw@h/db", "postgresql://u:***@h/db"],
    ["postgresql://u:100%@h/db", "postgresql://u:***@h/db"],
    ["postgresql://u:two words@h/db", "postgresql://u:***@h/db"],
    ["postgresql://me@corp:pw@h.database.azure.com/db", "postgresql://me@corp:***@h.database.azure.com/db"],
    [
      "postgresql://u:pw@h1:5432,h2:5433/db?target_session_attrs=any",
      "postgresql://u:***@h1:5432,h2:5433/db?target_session_attrs=any",
    ],
    ["postgresql://u:pw@[::1]:5432/db", "postgresql://u:***@[::1]:5432/db"],
    ["postgresql://u:pw@/db?host=/tmp", "postgresql://u:***@/db?host=/tmp"],
    ["redis://:pw@h/0", "redis://:***@h/0"],
    ["postgresql://u:@h/db", "postgresql://u:***@h/db"],
    ["postgresql:///db?user=u&password=pw&host=h", "postgresql:///db?user=u&password=***&host=h"],
    ["postgresql://h/db?sslpassword=pw&sslmode=require", "postgresql://h/db?sslpassword=***&sslmode=require"],
    [
      "postgresql://h/db?access_token=t&client_secret=s",
      "postgresql://h/db?access_token=***&client_secret=***",
    ],
    ["mssql+pyodbc:///?odbc_connect=UID%3Du%3BPWD%3Dpw", "mssql+pyodbc:///?odbc_connect=***"],
    ["host=h password=pw dbname=db", "host=h password=*** dbname=db"],
    ["host=h password='p w\\'x' dbname=db", "host=h password='***' dbname=db"],
    ["password = pw host=h", "password = *** host=h"],
    ["host=h sslpassword=pw", "host=h sslpassword=***"],
  ])("%s", (url, expected) => {
    expect(redactUrl(url)).toBe(expected);
  });

  test.each([
    "postgresql://u@h/db",
    "postgresql://h:5432/db",
    "postgresql://[::1]:5432/db",
    "postgresql:///db?host=/var/run/postgresql",
    "sqlite:///C:/data/app.db",
    "sqlite://",
    "embedded",
    "",
    "host=h dbname=db passfile=/home/u/.pgpass",
    "https://registry.example:4873/@scope/package",
  ])("%s has no secret and stays", (url) => {
    expect(redactUrl(url)).toBe(url);
  });

  test("no password survives, raw or percent-encoded, whatever it is made of", () => {
    fc.assert(
      fc.property(password, fc.constantFrom(raw, encodeURIComponent), (secret, encode) => {
        const url = `postgresql+psycopg://app:${encode(secret)}@db.internal:5432/shop?sslmode=require`;
        expect(redactUrl(url)).toBe("postgresql+psycopg://app:***@db.internal:5432/shop?sslmode=require");
      }),
    );
  });
});

test("no password of a keyword string survives, plain or quoted, nor one of a query", () => {
  const quoted = (secret: string) => `'${secret.replace(/[\\']/g, "\\$&")}'`;
  fc.assert(
    fc.property(password, (secret) => {
      expect(redactUrl(`host=h password=${quoted(secret)} dbname=db`)).toBe(
        "host=h password='***' dbname=db",
      );
      expect(secretsInUrl(`password=${quoted(secret)}`)).toEqual(secret === "***" ? [] : [secret]);
      expect(redactUrl(`postgresql://h/db?password=${encodeURIComponent(secret)}&x=1`)).toBe(
        "postgresql://h/db?password=***&x=1",
      );
    }),
  );
});

test("a plain value of a keyword string ends at whitespace only", () => {
  expect(redactUrl("password=***abc host=h")).toBe("password=*** host=h");
  expect(redactUrl("password=a,b;c)d&e'f host=h")).toBe("password=*** host=h");
  expect(redactUrl("postgresql://h/db?password=a'b,c&x=1")).toBe("postgresql://h/db?password=***&x=1");
});

describe("createRedactor", () => {
  const hide = createRedactor(["p@ss/w%rd Ünd 'q'"]);

  test.each([
    ["as written", "p@ss/w%rd Ünd 'q'"],
    ["percent-encoded", encodeURIComponent("p@ss/w%rd Ünd 'q'")],
    [
      "percent-encoded in lower case",
      encodeURIComponent("p@ss/w%rd Ünd 'q'").toLowerCase().replace("%c3%9cnd", "%c3%9cnd"),
    ],
    ["encoded as a form", encodeURIComponent("p@ss/w%rd Ünd 'q'").replaceAll("%20", "+")],
    ["as SQLAlchemy encodes it", "p%40ss%2Fw%25rd Ünd 'q'"],
    ["with an ini file's %%", "p@ss/w%%rd Ünd 'q'"],
    ["with Python's escapes", "p@ss/w%rd Ünd \\'q\\'"],
    ["with JSON's escapes", "p@ss/w%rd \\u00dcnd 'q'"],
  ])("a known secret %s", (_, text) => {
    expect(hide(`it said: ${text}!`)).toBe("it said: ***!");
  });

  test("a secret that is given percent-encoded is found decoded", () => {
    expect(createRedactor(["p%40ssw0rd"])("FATAL: p@ssw0rd")).toBe("FATAL: ***");
  });

  describe("the rest of a secret from a % on", () => {
    const rest = "d94f0c1b2a3e4d5f6071829304a5b6c7";
    const redact = createRedactor([`p%40${rest}%2Fx`, "one%two"]);

    test.each([
      ["as written", `found: '%40${rest}%2Fx@db.prod:5432/foo'`, "found: '***@db.prod:5432/foo'"],
      ["decoded", `found: @${rest}/x at the end`, "found: *** at the end"],
      ["doubled", `found: %%40${rest}%%2Fx!`, "found: ***!"],
      ["shorter than eight characters: stays", "%2Fx and %two", "%2Fx and %two"],
    ])("%s", (_, text, expected) => {
      expect(redact(text)).toBe(expected);
    });

    test("of every %", () => {
      expect(createRedactor(["a%bc%123456789"])("%bc%123456789, %123456789")).toBe("***, ***");
    });
  });

  test("of secrets that begin alike, the longer is hidden whole", () => {
    expect(createRedactor(["s3cr3t", "s3cr3t-and-more"])("a s3cr3t-and-more b s3cr3t")).toBe("a *** b ***");
  });

  test("short secrets and plain words are hidden inside URLs only", () => {
    const redact = createRedactor(["users", "pw", ""]);
    expect(redact("users: postgresql://users:users@h/users pw")).toBe(
      "users: postgresql://users:***@h/users pw",
    );
  });

  const none = createRedactor([]);
  test.each([
    ["connect to 'postgresql://u:pw@h/db', then go on", "connect to 'postgresql://u:***@h/db', then go on"],
    ['{"url":"postgresql://u:pw@h/db","mail":"a@b"}', '{"url":"postgresql://u:***@h/db","mail":"a@b"}'],
    ["('postgresql://u:p'w@h/db',)", "('postgresql://u:***@h/db',)"],
    ["see http://h/x,postgresql://u:pw@h/db", "see http://h/x,postgresql://u:***@h/db"],
    [
      "two: postgresql://a:x1@h/1 postgresql://b:x2@h/2",
      "two: postgresql://a:***@h/1 postgresql://b:***@h/2",
    ],
    [
      "psycopg2.connect(host='h', password='p\\'w', user='u')",
      "psycopg2.connect(host='h', password='***', user='u')",
    ],
    ["{'user': 'u', 'password': 'pw'}", "{'user': 'u', 'password': '***'}"],
    ['{"dsn":"host=h password=pw","x":1}', '{"dsn":"host=h password=***","x":1}'],
    ["PGPASSWORD=pw psql", "PGPASSWORD=*** psql"],
    ["DB_PASSWORD=pw", "DB_PASSWORD=***"],
    ["url?password=pw&x=1", "url?password=***&x=1"],
  ])("anything that is shaped like a secret: %s", (text, expected) => {
    expect(none(text)).toBe(expected);
  });

  test.each([
    'FATAL:  password authentication failed for user "u"',
    "if password == other:",
    "ask me@example.com about http://example.com:8080/path",
    "npm install @scope/package",
    "12:30 relation users@shop",
  ])("%s stays", (text) => {
    expect(none(text)).toBe(text);
  });

  test("no spelling of a known secret survives in any text, and doing it twice changes nothing", () => {
    const secrets = password.filter((secret) => !/^[a-z]*$/i.test(secret) && secret.length >= 4);
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const redact = createRedactor([secret]);
        for (const spelling of [secret, encodeURIComponent(secret)]) {
          const hidden = redact(`${before} ${spelling} ${after}`);
          expect(hidden).not.toContain(secret);
          expect(hidden).not.toContain(encodeURIComponent(secret));
          expect(redact(hidden)).toBe(hidden);
        }
      }),
    );
  });

  test("a long text is done in time that grows with its length", () => {
    const text = "a://b:".repeat(100_000) + "x".repeat(500_000) + "password".repeat(20_000);
    expect(none(text)).toBe(text);
  }, 5_000);
});

describe("secretsInUrl", () => {
  test.each([
    ["postgresql://u:p@ss@h/db?sslpassword=k", ["p@ss", "k"]],
    ["host=h password='p w\\'x'", ["p w'x"]],
    ["postgresql://u:pw@h/db?password=pw", ["pw"]],
    ["postgresql://u@h:5432/db", []],
  ])("%s", (url, expected) => {
    expect(secretsInUrl(url)).toEqual(expected);
  });
});

const raw = (text: string) => text;
/** Letters, digits and everything that means something in a URL, a quoted string or an expression. */
const password = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."@/:?#%&=+ '\"\\$[](){}.*^|,;!~-_"),
    fc.constantFrom(..."abcXYZ0189"),
    fc.constantFrom("é", "✓", "𝕏"),
  ),
  minLength: 1,
  maxLength: 40,
});
