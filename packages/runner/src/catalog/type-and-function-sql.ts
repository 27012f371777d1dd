/** Enums, domains, composite types, ranges and base types; row types, array and multirange types come by themselves. */
export const TYPE_ROWS = `SELECT 'type:' || s.schema || '.' || t.typname,
  CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite type' WHEN 'r' THEN 'range type'
    ELSE 'base type' END, NULL,
  concat_ws(' ', CASE t.typtype
    WHEN 'e' THEN 'ENUM (' || coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
      FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), '') || ')'
    WHEN 'd' THEN concat_ws(' ', 'DOMAIN', format_type(t.typbasetype, t.typtypmod),
      (SELECT 'COLLATE ' || cn.nspname || '.' || co.collname FROM pg_catalog.pg_type b, pg_catalog.pg_collation co
        JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
        WHERE b.oid = t.typbasetype AND co.oid = t.typcollation AND t.typcollation <> b.typcollation),
      CASE WHEN t.typnotnull THEN 'NOT NULL' END, 'DEFAULT ' || t.typdefault,
      (SELECT string_agg('CONSTRAINT ' || k.conname || ' ' || pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname)
        FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))
    WHEN 'c' THEN 'COMPOSITE (' || coalesce((SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod),
        ', ' ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'
    WHEN 'r' THEN (SELECT concat_ws(' ', 'RANGE OF', format_type(g.rngsubtype, NULL),
        (SELECT 'OPERATOR CLASS ' || oc.opcname FROM pg_catalog.pg_opclass oc WHERE oc.oid = g.rngsubopc),
        'CANONICAL ' || nullif(g.rngcanonical::text, '-'), 'DIFF ' || nullif(g.rngsubdiff::text, '-'))
      FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid)
    ELSE concat_ws(' ', 'BASE', t.typinput, t.typoutput, t.typlen, t.typalign, t.typstorage) END, n.text)
FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_class rc ON rc.oid = t.typrelid
  LEFT JOIN note n ON n.classoid = 'pg_catalog.pg_type'::regclass AND n.objoid = t.oid
WHERE (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND rc.relkind = 'c') OR (t.typtype IN ('b', 'p')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_type el WHERE el.typarray = t.oid)))
  AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_type'::regclass AND m.objid = t.oid)`;

const CALLABLE = `FROM pg_catalog.pg_proc p JOIN space s ON s.oid = p.pronamespace
  LEFT JOIN note n ON n.classoid = 'pg_catalog.pg_proc'::regclass AND n.objoid = p.oid`;
const NOT_MEMBER = `NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_proc'::regclass AND m.objid = p.oid)`;
const SIGNATURE = `s.schema || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')'`;

/** Functions, window functions and procedures, with their bodies. */
export const FUNCTION_ROWS = `SELECT CASE p.prokind WHEN 'p' THEN 'procedure:' ELSE 'function:' END || ${SIGNATURE},
  CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, NULL, concat_ws(' ', pg_get_functiondef(p.oid), n.text)
${CALLABLE}
WHERE p.prokind <> 'a' AND ${NOT_MEMBER}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass
    AND d.objid = p.oid AND d.deptype = 'i')`;

/** Aggregates: everything that CREATE AGGREGATE can say. */
export const AGGREGATE_ROWS = `SELECT 'aggregate:' || ${SIGNATURE}, 'aggregate', NULL,
  concat_ws(' ', 'AGGREGATE RETURNS', pg_get_function_result(p.oid),
    (SELECT string_agg(e.key || '=' || e.value, ' ' ORDER BY e.key) FROM pg_catalog.pg_aggregate g,
      jsonb_each_text(to_jsonb(g) - 'aggfnoid' - 'aggtranstype' - 'aggmtranstype' - 'aggsortop') e
      WHERE g.aggfnoid = p.oid AND e.value <> '-'),
    (SELECT 'STYPE ' || format_type(g.aggtranstype, NULL) FROM pg_catalog.pg_aggregate g WHERE g.aggfnoid = p.oid),
    p.proparallel, n.text)
${CALLABLE}
WHERE p.prokind = 'a' AND ${NOT_MEMBER}`;
