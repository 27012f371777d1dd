/** How many revisions an old history has. */
const REVISIONS = 150;

/**
 * Revisions on top of the fixture `linear`, up to 150 in all, with what grows in years: no docstring, no
 * `downgrade`, nothing done, types and tables that a downgrade forgets, tables that no model has. By path below the
 * folder of the target.
 */
export function oldHistory(folder = "."): Readonly<Record<string, string>> {
  const files = Array.from({ length: REVISIONS - 3 }, (_, index) => {
    const id = idOf(index);
    return [`${folder}/migrations/versions/${id}_change.py`, revision(index, id)] as const;
  });
  return Object.fromEntries(files);
}

function idOf(index: number): string {
  return index < 0 ? "a30000000000" : `b${String(index).padStart(11, "0")}`;
}

function revision(index: number, id: string): string {
  const header = `from alembic import op\n\nrevision = "${id}"\ndown_revision = "${idOf(index - 1)}"\n`;
  const docstring = index % 3 === 0 ? "" : `"""Change ${index}"""\n\n`;
  return `${docstring}${header}\n\n${change(index)}`;
}

/** The oldest have no way down: what is above them is still tried. */
function change(index: number): string {
  if (index < 4) return upgrade("pass");
  switch (index % 5) {
    case 0:
      return upgrade("pass") + downgrade("pass");
    case 1:
      return upgrade(`op.execute("CREATE TYPE kind_${index} AS ENUM ('a')")`) + downgrade("pass");
    case 2:
      return (
        upgrade(`op.execute("CREATE TABLE old_${index} (id integer PRIMARY KEY)")`) +
        downgrade(`op.execute("DROP TABLE old_${index}")`)
      );
    default:
      return upgrade(`op.execute("SELECT ${index}")`) + downgrade("pass");
  }
}

function upgrade(body: string): string {
  return `def upgrade():\n    ${body}\n`;
}

function downgrade(body: string): string {
  return `\n\ndef downgrade():\n    ${body}\n`;
}
