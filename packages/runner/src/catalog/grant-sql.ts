const ACLS = `
  SELECT r.object, r.object AS owner_object, c.relacl AS acl, acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner) AS usual, c.relowner AS owner
    FROM rel r JOIN pg_catalog.pg_class c ON c.oid = r.oid WHERE c.relacl IS NOT NULL
  UNION ALL SELECT r.object || '.column:' || a.attname, r.object || '.column:' || a.attname, a.attacl, acldefault('c', c.relowner), c.relowner
    FROM rel r JOIN pg_catalog.pg_class c ON c.oid = r.oid JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
  UNION ALL SELECT 'schema:' || s.schema, 'schema:' || s.schema, ns.nspacl, acldefault('n', ns.nspowner), ns.nspowner
    FROM space s JOIN pg_catalog.pg_namespace ns ON ns.oid = s.oid WHERE ns.nspacl IS NOT NULL
  UNION ALL SELECT 'type:' || s.schema || '.' || t.typname, 'type:' || s.schema || '.' || t.typname, t.typacl,
      acldefault('T', t.typowner), t.typowner
    FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace WHERE t.typacl IS NOT NULL
  UNION ALL SELECT f.object, f.object, f.proacl, acldefault('f', f.proowner), f.proowner
    FROM (SELECT CASE p.prokind WHEN 'p' THEN 'procedure:' WHEN 'a' THEN 'aggregate:' ELSE 'function:' END
        || s.schema || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')' AS object, p.proacl, p.proowner
      FROM pg_catalog.pg_proc p JOIN space s ON s.oid = p.pronamespace
      WHERE p.proacl IS NOT NULL AND NOT EXISTS (SELECT FROM member m
        WHERE m.classid = 'pg_catalog.pg_proc'::regclass AND m.objid = p.oid)) f`;

const asText = (
  acl: string,
): string => `(SELECT coalesce(string_agg(e.who || '=' || e.what, ', ' ORDER BY e.who, e.what), 'none')
    FROM (SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee)::text END AS who,
        x.privilege_type || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS what
      FROM aclexplode(${acl}) x WHERE x.grantee <> a.owner) e)`;

/** Privileges of others than the owner, where they are not what a fresh object has. */
export const GRANT_ROWS = `SELECT 'grants:' || b.object, 'grants', b.owner_object, b.now_text FROM (
  SELECT a.object, a.owner_object, ${asText("a.acl")} AS now_text, ${asText("a.usual")} AS usual_text FROM (${ACLS}) a) b
WHERE b.now_text <> b.usual_text`;
