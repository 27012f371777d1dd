import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import {
  BaselineSchema,
  ConfigDocumentSchema,
  DiagnosisSchema,
  GraphSchema,
  ReportSchema,
  StatusSchema,
  VerifySchema,
  UpgradeSchema,
} from "@migrun/core";

const schemas = join(dirname(fileURLToPath(import.meta.url)), "..", "schemas");

await mkdir(schemas, { recursive: true });
await writeSchema("baseline.v1.json", "Baseline of migrun", BaselineSchema);
await writeSchema("config.v1.json", "Configuration of migrun", ConfigDocumentSchema);
await writeSchema("doctor.v1.json", "Diagnosis of migrun", DiagnosisSchema);
await writeSchema("graph.v1.json", "Revision graphs of migrun", GraphSchema);
await writeSchema("report.v1.json", "Report of migrun", ReportSchema);
await writeSchema("status.v1.json", "Live state by migrun", StatusSchema);
await writeSchema("verify.v1.json", "Verification after a deploy by migrun", VerifySchema);
await writeSchema("upgrade.v1.json", "Deploys of migrun", UpgradeSchema);

/** Writes only what has changed, so that running it twice changes nothing. */
async function writeSchema(file: string, title: string, schema: GenericSchema): Promise<void> {
  const { $schema, ...rest } = toJsonSchema(schema, { typeMode: "input" });
  const path = join(schemas, file);
  const text = `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
  const before = await readFile(path, "utf8").catch(() => null);
  if (text === before) return;
  await writeFile(path, text);
  console.log(`Wrote schemas/${file}`);
}
