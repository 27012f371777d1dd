import { describe, expect, test } from "vitest";
import { inferEnvironment } from "./infer-environment.ts";
import type { EnvironmentFacts } from "./variable.ts";

/** An env.py and the modules of its repository, by dotted name. */
function infer(env: string, modules: Readonly<Record<string, string>> = {}): EnvironmentFacts {
  const packages = new Set(
    Object.keys(modules).flatMap((name) => {
      const parts = name.split(".");
      return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
    }),
  );
  return inferEnvironment({ name: "env_py", file: "/r/env.py", text: env, isPackage: false }, (name) => {
    const text = modules[name] ?? (packages.has(name) ? "" : undefined);
    if (text === undefined) return null;
    return { name, file: `/r/${name.replaceAll(".", "/")}.py`, text, isPackage: packages.has(name) };
  });
}

/** `NAME role! place via`: `!` for what must be given, `host` and alike for parts. */
function told({ variables }: EnvironmentFacts): readonly string[] {
  return variables.map(({ name, alternatives, role, part, required, file, line, via }) => {
    const names = [name, ...alternatives].join("|");
    const what = role === "url-part" ? `url-part:${part ?? "?"}` : role;
    return `${names} ${what}${required ? "!" : ""} ${file.replace("/r/", "")}:${line} ${via}`;
  });
}

const ENV = "from alembic import context\nfrom sqlalchemy import create_engine\n";
const USE = `${ENV}from app.config import settings\nengine = create_engine(str(settings.database_url))\n`;

describe("pydantic 2", () => {
  test("a settings object of a module", () => {
    const config = `from pydantic import PostgresDsn
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    database_url: PostgresDsn
    secret_key: str
    debug: bool = False

settings = Settings()
`;
    expect(told(infer(USE, { "app.config": config }))).toEqual([
      "DATABASE_URL url! app/config.py:5 Settings.database_url",
      "DEBUG optional app/config.py:7 Settings.debug",
      "SECRET_KEY required! app/config.py:6 Settings.secret_key",
    ]);
  });

  test("prefix, inheritance between modules, a cached function, a relative import", () => {
    const base = `from pydantic_settings import BaseSettings as Base, SettingsConfigDict

class CommonSettings(Base):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_file=(".env", ".env.local"), extra="ignore")
    api_token: str
`;
    const config = `from functools import lru_cache
from .base import CommonSettings

class Settings(CommonSettings):
    db_url: str

@lru_cache
def get_settings() -> Settings:
    return Settings()
`;
    const env = `${ENV}import app.config as conf\nsettings = conf.get_settings()\ncontext.configure(url=settings.db_url)\n`;
    const facts = infer(env, { "app.base": base, "app.config": config });
    expect(told(facts)).toEqual([
      "SHOP_API_TOKEN required! app/base.py:5 Settings.api_token",
      "SHOP_DB_URL url! app/config.py:5 Settings.db_url",
    ]);
    expect(facts.envFiles).toEqual([".env", ".env.local"]);
  });

  test("aliases stand for the whole name", () => {
    const config = `from typing import Annotated
from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings

class Settings(BaseSettings, env_prefix="X_", case_sensitive=True):
    database_url: str = Field(validation_alias=AliasChoices("PG_DSN", "DATABASE_URL"))
    token: Annotated[str, Field(alias="API_TOKEN")]
    Plain: str

settings = Settings()
`;
    expect(told(infer(USE, { "app.config": config }))).toEqual([
      "API_TOKEN required! app/config.py:7 Settings.token",
      "PG_DSN|DATABASE_URL url! app/config.py:6 Settings.database_url",
      "X_Plain required! app/config.py:8 Settings.Plain",
    ]);
  });

  test("a nested model, and a property that puts the URL together", () => {
    const config = `from pydantic import BaseModel, computed_field
from pydantic_settings import BaseSettings, SettingsConfigDict

class Database(BaseModel):
    host: str
    port: int = 5432
    user: str
    password: str
    name: str

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{self.user}:{self.password}@{self.host}:{self.port}/{self.name}"

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")
    db: Database

    @computed_field
    @property
    def database_url(self) -> str:
        return self.db.url

settings = Settings()
`;
    expect(told(infer(USE, { "app.config": config }))).toEqual([
      "DB__HOST url-part:host! app/config.py:5 Settings.db.host",
      "DB__NAME url-part:database! app/config.py:9 Settings.db.name",
      "DB__PASSWORD url-part:password! app/config.py:8 Settings.db.password",
      "DB__PORT url-part:port app/config.py:6 Settings.db.port",
      "DB__USER url-part:user! app/config.py:7 Settings.db.user",
    ]);
  });

  test("a settings class inside of another, by its own prefix", () => {
    const config = `from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

class DatabaseSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DB_")
    url: str

class Settings(BaseSettings):
    secret_key: str
    db: DatabaseSettings = Field(default_factory=DatabaseSettings)
    @property
    def database_url(self):
        return self.db.url

settings = Settings()
`;
    expect(told(infer(USE, { "app.config": config }))).toEqual([
      "DB_URL url! app/config.py:6 DatabaseSettings.url",
      "SECRET_KEY required! app/config.py:9 Settings.secret_key",
    ]);
  });

  test.each([
    [
      "PostgresDsn.build(scheme='postgresql+asyncpg', username=self.u, password=self.p, host=self.h, path=self.d)",
    ],
    ["URL.create('postgresql', username=self.u, password=self.p, host=self.h, database=self.d)"],
    ["URL.create('postgresql', self.u, self.p.get_secret_value(), self.h, None, self.d)"],
    ["'postgresql://' + self.u + ':' + quote_plus(self.p) + '@' + self.h + '/' + self.d"],
    ["'postgresql://%s:%s@%s/%s' % (self.u, self.p, self.h, self.d)"],
    ["'postgresql://{}:{}@{}/{}'.format(self.u, self.p, self.h, self.d)"],
    ["'postgresql://{u}:{p}@{h}/{d}?sslmode=x'.format(u=self.u, p=self.p, h=self.h, d=self.d)"],
  ])("parts by their place: %s", (made) => {
    const config = `from urllib.parse import quote_plus
from pydantic import PostgresDsn
from pydantic_settings import BaseSettings
from sqlalchemy import URL
class Settings(BaseSettings):
    u: str
    p: str
    h: str
    d: str
    @property
    def database_url(self):
        return ${made}
settings = Settings()
`;
    const parts = infer(USE, { "app.config": config }).variables.map(({ name, part }) => `${name} ${part}`);
    expect(parts).toEqual(["D database", "H host", "P password", "U user"]);
  });

  test("a URL that a validator makes of parts, where it is not given whole", () => {
    const config = `from pydantic import PostgresDsn, field_validator, ValidationInfo
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    POSTGRES_USER: str
    POSTGRES_DB: str = "app"
    SQLALCHEMY_DATABASE_URI: PostgresDsn | None = None

    @field_validator("SQLALCHEMY_DATABASE_URI", mode="before")
    @classmethod
    def assemble(cls, v: str | None, info: ValidationInfo):
        if isinstance(v, str):
            return v
        return PostgresDsn.build(scheme="postgresql", username=info.data.get("POSTGRES_USER"),
            host="localhost", path=f"/{info.data['POSTGRES_DB'] or ''}")

settings = Settings()
`;
    const env = USE.replace("database_url", "SQLALCHEMY_DATABASE_URI");
    expect(told(infer(env, { "app.config": config }))).toEqual([
      "POSTGRES_DB url-part:database app/config.py:6 Settings.POSTGRES_DB",
      "POSTGRES_USER url-part:user! app/config.py:5 Settings.POSTGRES_USER",
      "SQLALCHEMY_DATABASE_URI url app/config.py:7 Settings.SQLALCHEMY_DATABASE_URI",
    ]);
  });

  test("a class that reads other sources demands nothing for sure", () => {
    const config = `from pydantic_settings import BaseSettings, SettingsConfigDict
class Settings(BaseSettings):
    model_config = SettingsConfigDict(secrets_dir="/run/secrets")
    database_url: str
    secret_key: str
settings = Settings()
`;
    expect(told(infer(USE, { "app.config": config }))).toEqual([
      "DATABASE_URL url app/config.py:4 Settings.database_url",
      "SECRET_KEY optional app/config.py:5 Settings.secret_key",
    ]);
  });

  test("what is made by nobody is not demanded; what is given in the call is not either", () => {
    const config = `from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    database_url: str
    secret_key: str
class Unused(BaseSettings):
    other: str
def never():
    return Unused()
settings = Settings(secret_key="x")
`;
    expect(told(infer(USE, { "app.config": config }))).toEqual([
      "DATABASE_URL url! app/config.py:3 Settings.database_url",
      "SECRET_KEY optional app/config.py:4 Settings.secret_key",
    ]);
  });

  test("a prefix that is computed is not guessed", () => {
    const config = `from pydantic_settings import BaseSettings
class Settings(BaseSettings, env_prefix=make_prefix()):
    database_url: str
settings = Settings()
`;
    expect(told(infer(USE, { "app.config": config }))).toEqual([]);
  });
});

describe("pydantic 1", () => {
  test("env of a field, an optional field, class Config", () => {
    const config = `from typing import Optional
from pydantic import BaseSettings, Field, validator

class Settings(BaseSettings):
    database_url: str = Field(..., env="PG_DSN")
    sentry_dsn: Optional[str]
    secret_key: str
    timeout = 5

    class Config:
        env_prefix = "app_"
        env_file = ".env"

settings = Settings()
`;
    const facts = infer(USE, { "app.config": config });
    expect(told(facts)).toEqual([
      "APP_SECRET_KEY required! app/config.py:7 Settings.secret_key",
      "APP_SENTRY_DSN optional app/config.py:6 Settings.sentry_dsn",
      "APP_TIMEOUT optional app/config.py:8 Settings.timeout",
      "PG_DSN url! app/config.py:5 Settings.database_url",
    ]);
    expect(facts.envFiles).toEqual([".env"]);
  });

  test("a validator with values", () => {
    const config = `from pydantic import BaseSettings, PostgresDsn, validator
class Settings(BaseSettings):
    POSTGRES_SERVER: str
    URI: PostgresDsn = None
    @validator("URI", pre=True)
    def assemble(cls, v, values):
        return PostgresDsn.build(scheme="postgresql", host=values.get("POSTGRES_SERVER"))
settings = Settings()
`;
    expect(told(infer(USE.replace("database_url", "URI"), { "app.config": config }))).toEqual([
      "POSTGRES_SERVER url-part:host! app/config.py:3 Settings.POSTGRES_SERVER",
      "URI url app/config.py:4 Settings.URI",
    ]);
  });
});

describe("other packages", () => {
  test.each([
    [
      "decouple",
      'from decouple import config\ndatabase_url = config("DSN_OF_APP")\nkey = config("KEY", default="x")\n',
      ["DSN_OF_APP url! app/config.py:2 decouple.config", "KEY optional app/config.py:3 decouple.config"],
    ],
    [
      "environs",
      'from environs import Env\nenv = Env()\nenv.read_env()\nwith env.prefixed("APP_"):\n    database_url = env.str("DSN")\n    key = env("KEY")\n',
      ["APP_DSN url! app/config.py:5 environs.str", "APP_KEY required! app/config.py:6 environs"],
    ],
    [
      "dynaconf",
      'from dynaconf import Dynaconf\nsettings = Dynaconf(envvar_prefix="APP", settings_files=["s.toml"])\ndatabase_url = settings.DATABASE.url\n',
      ["APP_DATABASE__URL url app/config.py:3 dynaconf DATABASE.url"],
    ],
    [
      "starlette",
      'from starlette.config import Config\nconfig = Config(".env")\ndatabase_url = config("DSN", cast=str)\nkey = config("KEY", cast=str)\n',
      ["DSN url! app/config.py:3 starlette", "KEY required! app/config.py:4 starlette"],
    ],
    [
      "os",
      'import os\nclass Config:\n    URL = os.environ["DSN"]\n    KEY = os.environ["KEY"]\n    OTHER = os.getenv("OTHER", "x")\ndatabase_url = Config.URL\n',
      [
        "DSN url! app/config.py:3 os.environ",
        "KEY required! app/config.py:4 os.environ",
        "OTHER optional app/config.py:5 os.getenv",
      ],
    ],
    [
      "a plain class",
      'import os\nclass Config:\n    def __init__(self):\n        self.url = os.environ["DSN"]\n        self.key = os.environ["KEY"]\ndatabase_url = Config().url\n',
      ["DSN url! app/config.py:4 os.environ", "KEY required! app/config.py:5 os.environ"],
    ],
  ])("%s", (_, config, expected) => {
    const env = `${ENV}from app import config\nengine = create_engine(config.database_url)\n`;
    expect(told(infer(env, { "app.config": config }))).toEqual(expected);
  });

  test("dynaconf straight from env.py, with its default prefix", () => {
    const env = `${ENV}from app.config import settings\nconfig = context.config\nconfig.set_main_option("sqlalchemy.url", settings["DATABASE_URL"])\n`;
    const config = "from dynaconf import Dynaconf\nsettings = Dynaconf()\n";
    expect(told(infer(env, { "app.config": config }))).toEqual([
      "DYNACONF_DATABASE_URL url env.py:5 dynaconf DATABASE_URL",
    ]);
  });
});

describe("ways through the repository", () => {
  test("a module that env.py imports by another, an engine of the application", () => {
    const modules = {
      "app.models": "from app.db import Base\n",
      "app.db":
        "from sqlalchemy.ext.asyncio import create_async_engine\nfrom .settings import *\nengine = create_async_engine(cfg.dsn)\n",
      "app.settings":
        "from pydantic_settings import BaseSettings\nclass Cfg(BaseSettings):\n    dsn: str\n    key: str\ncfg = Cfg()\n",
    };
    const facts = infer(`${ENV}from app.models import Base\n`, modules);
    expect(told(facts)).toEqual([
      "DSN url! app/settings.py:3 Cfg.dsn",
      "KEY required! app/settings.py:4 Cfg.key",
    ]);
    expect(facts.variables[0]?.isAsync).toBe(true);
    expect(facts.isAsync).toBe(false);
  });

  test("a function with a parameter", () => {
    const modules = {
      "app.db": "from sqlalchemy import create_engine\ndef make(url):\n    return create_engine(url)\n",
    };
    const env = "import os\nfrom app.db import make\nengine = make(os.environ['TARGET'])\n";
    expect(told(infer(env, modules))).toEqual(["TARGET url! env.py:3 os.environ"]);
  });

  test("imports in a circle, names made of themselves", () => {
    const modules = {
      "app.a": "from app.b import url\nurl = url or url.strip()\n",
      "app.b": "from app.a import url\nimport app.a\nurl = app.a.url\n",
    };
    expect(told(infer(`${ENV}from app.a import url\ncreate_engine(url)\n`, modules))).toEqual([]);
  });

  test("what is imported for types only, or may be missing, is not demanded", () => {
    const modules = {
      "app.a": "import os\nos.environ['A']\n",
      "app.b":
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.a import x\n'''\nfrom app.a import y\n'''\n",
    };
    expect(told(infer(`${ENV}import app.b\n`, modules))).toEqual([]);
  });

  test.each([
    ["def (:\n  class"],
    ["class Settings(Settings): x: int\nSettings().x"],
    ["create_engine(f'{')"],
    ['create_engine(f"{x!r:>{w}}" % (1,))'],
    ["create_engine(('postgresql://%s' % ()).format())"],
    ["from . import x\nfrom ... import y\ncreate_engine(x.y)"],
    ["create_engine(*a, **b)"],
    ["create_engine(" + "(".repeat(300) + "x" + ")".repeat(300) + ")"],
  ])("odd source is not an error: %j", (text) => {
    expect(told(infer(`${ENV}${text}`))).toEqual([]);
  });
});
