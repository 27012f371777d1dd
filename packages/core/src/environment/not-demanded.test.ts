import { expect, test } from "vitest";
import { inferEnvironment } from "./infer-environment.ts";

const required = (text: string): readonly string[] =>
  inferEnvironment({ name: "env_py", file: "/repo/env.py", text, isPackage: false })
    .variables.filter((one) => one.required)
    .map((one) => one.name);

const SETTINGS =
  "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    SECRET: str\n    TOKEN: str\n\n\n";

test.each([
  [
    "asked for in the same expression",
    'import os\nSIZE = int(os.environ["SIZE"]) if os.environ.get("SIZE") else None\n',
  ],
  ["asked for by if", 'import os\nif os.getenv("SIZE") is not None:\n    SIZE = os.environ["SIZE"]\n'],
  ["given by values that only Python knows", `${SETTINGS}settings = Settings(**secrets())\n`],
  ["given by files of secrets", `${SETTINGS}settings = Settings(_secrets_dir="/run/secrets")\n`],
])("a variable is not demanded where it is %s", (_, text) => {
  expect(required(text)).toEqual([]);
});

test("it is where nothing of that holds", () => {
  expect(required('import os\nSIZE = os.environ["SIZE"]\nif os.environ.get("OTHER"):\n    pass\n')).toEqual([
    "SIZE",
  ]);
  expect(required(`${SETTINGS}settings = Settings()\n`)).toEqual(["SECRET", "TOKEN"]);
});
