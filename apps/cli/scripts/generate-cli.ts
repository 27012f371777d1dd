/** Writes the reference page of the command line from the table that parses it. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { renderCliDocs } from "../src/cli-docs.ts";

await writeFile(fileURLToPath(new URL("../../../docs/cli.md", import.meta.url)), renderCliDocs());
