import { yamlText } from "@migrun/core";
import type { BridgeError } from "../bridge/protocol.ts";
import { quoteName } from "../database/connect.ts";
import { missingRole, missingSchema } from "../run/missing-object.ts";
import type { CheckContext } from "./check-context.ts";

/** What to do where the server lacks something, or refuses it to whoever runs the revisions; null for other failures. */
export function serverAdvice(error: BridgeError, context: CheckContext): string | null {
  const schema = missingSchema(error);
  if (schema !== null) return missingSchemaAdvice(schema, error, context);
  return missingRoleAdvice(error, context) ?? ownerAdvice(error, context);
}

/** Nothing is made on a server that is somebody's. */
function missingRoleAdvice(error: BridgeError, context: CheckContext): string | null {
  const role = missingRole(error);
  if (role === null || context.databases.server?.kind !== "given") return null;
  const names = [...new Set([role, ...context.accounts.missingOnServer.map(({ name }) => name)])].sort();
  const [which, them] = names.length > 1 ? ["These roles are", "these lines"] : ["The role is", "this line"];
  return (
    `${which} missing on the given server, and migrun makes none there. Run ${them} on it, or put ${them} into a file\n` +
    `${names.map((name) => `    CREATE ROLE ${plainName(name)} NOLOGIN;`).join("\n")}\n` +
    bootstrapLines(context, "roles.sql")
  );
}

/** Infrastructure makes the schema in production, a bootstrap file here. */
function missingSchemaAdvice(schema: string, error: BridgeError, context: CheckContext): string {
  const { owner } = context.accounts;
  const authorization = owner === null ? "" : ` AUTHORIZATION ${plainName(owner)}`;
  const [why, otherwise] =
    error.revision === null
      ? [
          "Alembic creates no schema for its version table.",
          "Otherwise let env.py create it, and commit, before `context.configure`.",
        ]
      : ["No revision before this one creates it.", "Otherwise create it in this revision."];
  return (
    `${why} Where somebody else makes it in production, put into a file\n` +
    `    CREATE SCHEMA ${plainName(schema)}${authorization};\n` +
    `${bootstrapLines(context, "schemas.sql")}\n${otherwise}`
  );
}

/** Under `as: owner` the server says no where it would in production. */
function ownerAdvice(error: BridgeError, context: CheckContext): string | null {
  const { owner } = context.accounts;
  if (owner === null || error.sqlState !== "42501") return null;
  const extension = /permission denied to create extension "([^"]+)"/u.exec(error.message)?.[1];
  const who = `The revisions run as ${owner}, who owns the database and is no superuser (\`as: owner\`): production would refuse it too.`;
  if (extension === undefined)
    return `${who} Let a \`bootstrap\` file do it, which runs as superuser, or give ${owner} the right there.`;
  return (
    `${who} Where a superuser creates it beforehand, put into a file\n` +
    `    CREATE EXTENSION ${plainName(extension)};\n${bootstrapLines(context, "extensions.sql")}\n` +
    "and let the revision say CREATE EXTENSION IF NOT EXISTS."
  );
}

/** The configuration that names one more bootstrap file beside those that are there. */
function bootstrapLines(context: CheckContext, file: string): string {
  const files = [...context.settings.bootstrap.map((one) => context.show(one)), file];
  return (
    "and name it in the configuration: it runs in each isolated database first.\n" +
    `    targets:\n      ${yamlText(context.target.name)}:\n        bootstrap: [${files.join(", ")}]`
  );
}

/** An identifier as one writes it: quoted only where Postgres needs it. */
function plainName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/u.test(name) ? name : quoteName(name);
}
