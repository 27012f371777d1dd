import type { RecipeTarget } from "./recipe.ts";

/** What a snippet is made for. */
export interface SnippetPlan {
  readonly target: RecipeTarget;
  /** As SQL: `alembic_version`, `audit.alembic_version`. */
  readonly versionTable: string;
}

/** A route of FastAPI that tells whether the database has what this image needs. Imports nothing of migrun. */
export function fastapiSnippet(plan: SnippetPlan): string {
  return `${docstring(plan, "app.include_router(router)")}
import asyncio, os, time
from pathlib import Path
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

${constants(plan)}
URL = make_url(os.environ[${JSON.stringify(plan.target.urlVariable)}])
if "async" not in URL.drivername:  # a driver that can wait without blocking
    URL = URL.set(drivername="postgresql+psycopg")
engine = create_async_engine(URL, poolclass=NullPool)  # never a connection from before a restart
router, lock, last = APIRouter(), asyncio.Lock(), (0.0, "unreachable")

async def look():
    async with engine.connect() as db:
        await db.execute(text("SET LOCAL statement_timeout = '2s'"))
        rows = set((await db.scalars(text(ROWS))).all())
        recorded = await db.scalar(text(HAS_RECORD))
        below = set((await db.scalars(text(BELOW))).all()) if recorded else rows
        return judge(rows, below)

${JUDGE}
@router.get("/migration_status")
async def migration_status():
    global last
    async with lock:  # one look at a time, whoever asks
        if time.monotonic() - last[0] > SECONDS or last[0] == 0:
            try:
                state = await asyncio.wait_for(look(), 3)
            except Exception:  # no address, no rights, too slow: the log of the database says more
                state = "unreachable"
            last = (time.monotonic(), state)
    return JSONResponse({"state": last[1]}, 200 if last[1] in ("at_head", "ahead") else 503)
`;
}

/** The same for Flask. */
export function flaskSnippet(plan: SnippetPlan): string {
  return `${docstring(plan, "app.register_blueprint(blueprint)")}
import os, threading, time
from pathlib import Path
from flask import Blueprint, jsonify
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

${constants(plan)}
URL = make_url(os.environ[${JSON.stringify(plan.target.urlVariable)}])
if "async" in URL.drivername:  # a driver for plain functions
    URL = URL.set(drivername="postgresql+psycopg")
# connect_timeout is libpq's (psycopg, psycopg2). NullPool: never a connection from before a restart.
engine = create_engine(URL, poolclass=NullPool, connect_args={"connect_timeout": 2})
blueprint, lock, last = Blueprint("migrations", __name__), threading.Lock(), (0.0, "unreachable")

def look():
    with engine.connect() as db:
        db.execute(text("SET LOCAL statement_timeout = '2s'"))
        rows = set(db.scalars(text(ROWS)))
        below = set(db.scalars(text(BELOW))) if db.scalar(text(HAS_RECORD)) else rows
        return judge(rows, below)

${JUDGE}
@blueprint.get("/migration_status")
def migration_status():
    global last
    with lock:  # one look at a time, whoever asks
        if time.monotonic() - last[0] > SECONDS or last[0] == 0:
            try:
                state = look()
            except Exception:  # no address, no rights, too slow: the log of the database says more
                state = "unreachable"
            last = (time.monotonic(), state)
    return jsonify(state=last[1]), 200 if last[1] in ("at_head", "ahead") else 503
`;
}

function docstring({ target }: SnippetPlan, use: string): string {
  return `"""GET /migration_status: 200 where the database has at least what this image needs, else 503.

The image build writes what that is: RUN migrun heads ${target.name} --format value > expected-heads
Use: ${use}. In a readiness probe, never in a liveness probe.
"""`.replaceAll("\\", "\\\\");
}

function constants({ versionTable }: SnippetPlan): string {
  const record = recordOf(versionTable);
  return `EXPECTED = set(Path(os.environ.get("EXPECTED_HEADS", "expected-heads")).read_text().split())
assert EXPECTED, "the file of expected heads is empty"
SECONDS = 15  # for which an answer is good
ROWS = ${pythonText(`SELECT version_num::text FROM ${versionTable}`)}
# What \`migrun upgrade\` keeps with \`record: true\`: by it older code knows that the database is ahead.
HAS_RECORD = ${pythonText(`SELECT to_regclass('${record.replaceAll("'", "''")}') IS NOT NULL`)}
BELOW = ${pythonText(
    `WITH RECURSIVE below(id) AS (SELECT version_num::text FROM ${versionTable} UNION SELECT unnest(parents) FROM ${record} JOIN below ON revision = id) SELECT id FROM below`,
  )}`;
}

function recordOf(versionTable: string): string {
  return versionTable.endsWith('"') ? `${versionTable.slice(0, -1)}_migrun"` : `${versionTable}_migrun`;
}

function pythonText(text: string): string {
  return JSON.stringify(text);
}

const JUDGE = `def judge(rows, below):
    if rows == EXPECTED:
        return "at_head"
    return "ahead" if EXPECTED <= below else "behind or unknown"  # which, only the revision files tell

`;
