/** The parser of whole revision files in a module of its own: with its tables it takes longer to load than a history to read. */
export { parseRevision } from "@migrun/core";
