import { describe, expect, test } from "vitest";
import { isUrlVariable } from "../targets/url-variable.ts";
import { inferEnvironment } from "./infer-environment.ts";
import { namesOf } from "./variable.ts";

/** An env.py alone. */
function inferEnv(text: string) {
  const facts = inferEnvironment({ name: "env_py", file: "/r/env.py", text, isPackage: false });
  const { variables, isAsync } = facts;
  const requiredEnv = variables.filter((one) => one.required && one.role !== "url").map((one) => one.name);
  return { urlEnv: namesOf(variables, "url"), requiredEnv, isAsync };
}

test.each([
  ["DATABASE_URL", true],
  ["USERS_DATABASE_URL", true],
  ["SQLALCHEMY_DATABASE_URI", true],
  ["DB_DSN", true],
  ["DB", true],
  ["ANALYTICS_DSN", true],
  ["DBURL", true],
  ["database_url", true],
  ["POSTGRES_URL", true],
  ["DATABASE_URL_ASYNC", true],
  ["DB_HOST", false],
  ["POSTGRES_PASSWORD", false],
  ["DATABASE_NAME", false],
  ["DB_POOL_SIZE", false],
  ["REDIS_URL", false],
  ["SENTRY_DSN", false],
  ["API_BASE_URL", false],
  ["SECRET_KEY", false],
  ["ENVIRONMENT", false],
])("%s holds a database URL: %j", (name, expected) => {
  expect(isUrlVariable(name)).toBe(expected);
});

describe("variables of URLs", () => {
  test.each([
    ['import os\nurl = os.environ["DATABASE_URL"]', ["DATABASE_URL"]],
    ['import os as o\nurl = o.environ.get("DATABASE_URL", "x")', ["DATABASE_URL"]],
    ["from os import environ\nenviron['DB_URL']", ["DB_URL"]],
    [
      "from os import (\n  environ as e,  # vars\n  getenv as g,\n)\ne.get('A_DB_URL') or g('B_DB_URL')",
      ["A_DB_URL", "B_DB_URL"],
    ],
    ["import os, sys\nos.getenv('DB_DSN')", ["DB_DSN"]],
    ["from decouple import config\nconfig('DATABASE_URL')", ["DATABASE_URL"]],
    ["import os\nf'{os.environ[\"DATABASE_URL\"]}?sslmode=x'", ["DATABASE_URL"]],
    ["import os\nos.environ.get('DB_HOST'); os.environ['REDIS_URL']", []],
    ["import os\nos.environ['DATABASE_URL'] = 'x'", []],
    ["import os\n# os.environ['DATABASE_URL']\n'os.environ[\"DB_URL\"]'", []],
    ["config = context.config\nconfig('DATABASE_URL')", []],
    ["environ = {}\nenviron['DATABASE_URL']", []],
    ["import os\nos.environ[name + '_DB_URL']", []],
  ])("%j reads %j", (text, names) => {
    expect(inferEnv(text).urlEnv).toEqual(names);
  });

  test.each([
    ["config.set_main_option('sqlalchemy.url', os.environ['TARGET'])"],
    ["config.set_section_option(config.config_ini_section, 'sqlalchemy.url', os.getenv('TARGET'))"],
    ["engine = create_engine(os.environ['TARGET'])"],
    ["engine = sa.create_engine(url=os.environ['TARGET'], echo=True)"],
    ["url = os.environ['TARGET']\ncontext.configure(url=url, target_metadata=m)"],
    ["url = os.getenv('TARGET') or config.get_main_option('x')\nengine = create_async_engine(url)"],
    [
      "def get_url():\n    return str(os.environ['TARGET']).replace('a', 'b')\nsection['sqlalchemy.url'] = get_url()",
    ],
    [
      "def get_url():\n    if x:\n        return 'y'\n    return os.environ['TARGET']\nengine_from_config({'sqlalchemy.url': get_url()}, prefix='sqlalchemy.')",
    ],
    [
      "if (url := os.environ.get('TARGET')):\n    config.set_main_option('sqlalchemy.url', url.replace('%', '%%'))",
    ],
    [
      "def run(u=None):\n    return run(u)\nu = os.environ['TARGET'] if x else run(u)\nengine_from_config(s, url=u)",
    ],
  ])("a value that becomes the URL counts whatever its name: %j", (text) => {
    expect(inferEnv(`import os\n${text}\n`)).toMatchObject({ urlEnv: ["TARGET"], requiredEnv: [] });
  });

  test("a part of a URL is no URL", () => {
    const text =
      "import os\ncreate_engine(f\"postgresql://{os.environ['TARGET']}/x\")\ncreate_engine('a' + os.environ['OTHER'])";
    expect(inferEnv(text)).toMatchObject({ urlEnv: [], requiredEnv: ["OTHER", "TARGET"] });
  });
});

test.each([
  ['import os\nos.environ["SECRET_KEY"]\nos.environ["A"]\nos.environ["A"]', ["A", "SECRET_KEY"]],
  ["import os\nos.environ.get('SECRET_KEY'); os.getenv('TENANT', 'x')", []],
  ["from decouple import config as c\nc('A'); c('B', default=1); c('C', 'x'); c('D', cast=int)", ["A", "D"]],
  ["import os\ntry:\n    os.environ['A']\nexcept KeyError:\n    pass", []],
  ["import os\ntry:\n    os.environ['A']\nfinally:\n    pass", ["A"]],
  ["import os\nif 'A' in os.environ:\n    os.environ['A']", []],
  ["import os\nos.environ['DATABASE_URL']", []],
  ["import os\ndel os.environ['A']", []],
])("%j demands %j", (text, names) => {
  expect(inferEnv(text).requiredEnv).toEqual(names);
});

test.each([
  ["async_engine_from_config(s, prefix='sqlalchemy.')", true],
  ["engine = create_async_engine(url)", true],
  ["x = AsyncEngine(engine_from_config(s))", true],
  ["from sqlalchemy.ext.asyncio import create_async_engine", false],
  ["# create_async_engine(url)", false],
  ["engine_from_config(s)", false],
  ["def (:\n", false],
])("%j makes an async engine: %j", (text, expected) => {
  expect(inferEnv(text).isAsync).toBe(expected);
});
