import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { environmentText, modelsText, pydanticText, revisionText } from "./python-texts.ts";
import { NEW_MODELS, NEW_STEP, type Service, SERVICES } from "./services.ts";

/** Writes the repository as it is before anybody has heard of migrun. */
export async function writeRepository(folder: string): Promise<void> {
  const files = new Map<string, string>([
    [".gitignore", ".venv/\n__pycache__/\n"],
    ["README.md", "# Orchard\n\nSix services, six databases.\n"],
    ["alembic.ini", sharedIni()],
    ["services/__init__.py", ""],
  ]);
  for (const service of SERVICES) for (const [path, text] of serviceFiles(service)) files.set(path, text);
  await writeFiles(folder, files);
}

/** Writes the one new revision that has a sin; returns its file. */
export async function writeNewRevision(folder: string): Promise<string> {
  const shipping = SERVICES.find((service) => service.name === "shipping");
  if (shipping === undefined) throw new Error("no service shipping");
  const index = shipping.history.length;
  const file = revisionFile(shipping, index, NEW_STEP.message);
  const text = revisionText(revisionId("shipping", index), revisionId("shipping", index - 1), NEW_STEP);
  await writeFiles(
    folder,
    new Map([
      [file, text],
      ["services/shipping/models.py", modelsText(NEW_MODELS)],
    ]),
  );
  return file;
}

async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

function serviceFiles(service: Service): ReadonlyMap<string, string> {
  const { name, settings } = service;
  const at = `services/${name}`;
  const files = new Map<string, string>([
    [`${at}/__init__.py`, ""],
    [`${at}/models.py`, modelsText(service.models)],
    [`${at}/migrations/env.py`, environmentOf(service)],
  ]);
  if (settings.kind === "pydantic")
    files.set(`${at}/settings.py`, pydanticText(settings.name, settings.prefix, settings.fields));
  if (service.config === "own") files.set(`${at}/alembic.ini`, ownIni(name));
  for (const [index, step] of service.history.entries()) {
    const down = index === 0 ? null : revisionId(name, index - 1);
    files.set(revisionFile(service, index, step.message), revisionText(revisionId(name, index), down, step));
  }
  return files;
}

function environmentOf({ name, settings }: Service): string {
  const models = `services.${name}.models`;
  switch (settings.kind) {
    case "pydantic":
      return environmentText(
        models,
        [`from services.${name}.settings import settings`],
        "str(settings.database_url)",
      );
    case "environ":
      return environmentText(models, settings.imports, settings.url);
    case "ini":
      return environmentText(models, [], "");
  }
}

function sharedIni(): string {
  const sections = SERVICES.filter((service) => service.config === "shared").map(
    ({ name }) => `[${name}]\nscript_location = services/${name}/migrations\n`,
  );
  return ["[DEFAULT]\nprepend_sys_path = .\npath_separator = os\n", ...sections, LOGGING].join("\n");
}

function ownIni(name: string): string {
  return `[alembic]
script_location = %(here)s/migrations
prepend_sys_path = %(here)s/../..
path_separator = os
sqlalchemy.url = postgresql://orchard@db.internal/${name}

${LOGGING}`;
}

const LOGGING = `[loggers]
keys = root

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console
qualname =

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
`;

function revisionFile({ name }: Service, index: number, message: string): string {
  const slug = message.toLowerCase().replaceAll(/\W+/gu, "_");
  return `services/${name}/migrations/versions/${revisionId(name, index)}_${slug}.py`;
}

function revisionId(service: string, index: number): string {
  return createHash("sha256").update(`${service} ${index}`).digest("hex").slice(0, 12);
}
