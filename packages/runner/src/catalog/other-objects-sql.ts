const notMember = (catalog: string, alias: string): string =>
  `NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.${catalog}'::regclass AND m.objid = ${alias}.oid)`;
const withNote = (catalog: string, alias: string): string =>
  `LEFT JOIN note n ON n.classoid = 'pg_catalog.${catalog}'::regclass AND n.objoid = ${alias}.oid`;
// Columns of these catalogs come and go between majors, so the whole row is taken, without what is
// an address (oid) or an owner.
const rowText = (alias: string, without: readonly string[]): string =>
  `(to_jsonb(${alias})${["oid", ...without].map((name) => ` - '${name}'`).join("")})::text`;

/** The kinds of objects that are rarer in migrations, one SELECT each. */
export const OTHER_ROWS: readonly string[] = [
  `SELECT 'schema:' || s.schema, 'schema', NULL, concat_ws(' ', 'SCHEMA', n.text)
    FROM space s ${withNote("pg_namespace", "s")} WHERE ${notMember("pg_namespace", "s")}`,
  `SELECT 'extension:' || x.extname, 'extension', NULL, concat_ws(' ', 'VERSION', x.extversion, 'SCHEMA', ns.nspname)
    FROM pg_catalog.pg_extension x JOIN pg_catalog.pg_namespace ns ON ns.oid = x.extnamespace`,
  `SELECT 'statistics:' || s.schema || '.' || x.stxname, 'statistics', r.object, concat_ws(' ', pg_get_statisticsobjdef(x.oid), n.text)
    FROM pg_catalog.pg_statistic_ext x JOIN space s ON s.oid = x.stxnamespace JOIN rel r ON r.oid = x.stxrelid
    ${withNote("pg_statistic_ext", "x")}`,
  `SELECT 'event-trigger:' || g.evtname, 'event trigger', NULL, concat_ws(' ', g.evtevent, g.evtfoid::regproc, g.evtenabled,
      array_to_string(g.evttags, ', '), n.text)
    FROM pg_catalog.pg_event_trigger g ${withNote("pg_event_trigger", "g")} WHERE ${notMember("pg_event_trigger", "g")}`,
  `SELECT 'collation:' || s.schema || '.' || c.collname, 'collation', NULL,
      concat_ws(' ', ${rowText("c", ["collname", "collnamespace", "collowner", "collversion"])}, n.text)
    FROM pg_catalog.pg_collation c JOIN space s ON s.oid = c.collnamespace
    ${withNote("pg_collation", "c")} WHERE ${notMember("pg_collation", "c")}`,
  `SELECT 'operator:' || s.schema || '.' || o.oprname || '(' || concat_ws(',', nullif(format_type(nullif(o.oprleft, 0), NULL), '-'),
      format_type(o.oprright, NULL)) || ')', 'operator', NULL, concat_ws(' ', 'PROCEDURE', o.oprcode::oid::regprocedure,
      'RESTRICT ' || nullif(o.oprrest::text, '-'), 'JOIN ' || nullif(o.oprjoin::text, '-'),
      CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END,
      'COMMUTATOR ' || nullif(o.oprcom::regoperator::text, '0'), 'NEGATOR ' || nullif(o.oprnegate::regoperator::text, '0'))
    FROM pg_catalog.pg_operator o JOIN space s ON s.oid = o.oprnamespace WHERE ${notMember("pg_operator", "o")}`,
  `SELECT 'operator-class:' || s.schema || '.' || o.opcname || ' USING ' || am.amname, 'operator class', NULL,
      concat_ws(' ', format_type(o.opcintype, NULL), CASE WHEN o.opcdefault THEN 'DEFAULT' END)
    FROM pg_catalog.pg_opclass o JOIN space s ON s.oid = o.opcnamespace JOIN pg_catalog.pg_am am ON am.oid = o.opcmethod
    WHERE ${notMember("pg_opclass", "o")}`,
  `SELECT 'operator-family:' || s.schema || '.' || f.opfname || ' USING ' || am.amname, 'operator family', NULL, 'OPERATOR FAMILY'
    FROM pg_catalog.pg_opfamily f JOIN space s ON s.oid = f.opfnamespace JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
    WHERE ${notMember("pg_opfamily", "f")}`,
  `SELECT 'cast:' || format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL), 'cast', NULL,
      concat_ws(' ', c.castmethod, c.castcontext, nullif(c.castfunc, 0)::regprocedure)
    FROM pg_catalog.pg_cast c WHERE c.oid >= 16384 AND ${notMember("pg_cast", "c")}
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_cast'::regclass
        AND d.objid = c.oid AND d.deptype = 'i')`,
  `SELECT 'text-search-configuration:' || s.schema || '.' || c.cfgname, 'text search configuration', NULL,
      (SELECT coalesce(string_agg(mp.maptokentype || ':' || mp.mapseqno || '=' || mp.mapdict::regdictionary::text, ' '
        ORDER BY mp.maptokentype, mp.mapseqno), '') FROM pg_catalog.pg_ts_config_map mp WHERE mp.mapcfg = c.oid)
    FROM pg_catalog.pg_ts_config c JOIN space s ON s.oid = c.cfgnamespace WHERE ${notMember("pg_ts_config", "c")}`,
  `SELECT 'text-search-dictionary:' || s.schema || '.' || d.dictname, 'text search dictionary', NULL, concat_ws(' ', t.tmplname, d.dictinitoption)
    FROM pg_catalog.pg_ts_dict d JOIN space s ON s.oid = d.dictnamespace JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
    WHERE ${notMember("pg_ts_dict", "d")}`,
  `SELECT 'language:' || l.lanname, 'language', NULL, concat_ws(' ', 'LANGUAGE', CASE WHEN l.lanpltrusted THEN 'TRUSTED' END)
    FROM pg_catalog.pg_language l WHERE l.oid >= 16384 AND ${notMember("pg_language", "l")}`,
  `SELECT 'foreign-data-wrapper:' || w.fdwname, 'foreign data wrapper', NULL, concat_ws(' ', 'OPTIONS', array_to_string(w.fdwoptions, ', '))
    FROM pg_catalog.pg_foreign_data_wrapper w WHERE ${notMember("pg_foreign_data_wrapper", "w")}`,
  // Options of a user mapping hold passwords: only that there is one counts.
  `SELECT 'foreign-server:' || v.srvname, 'foreign server', NULL, concat_ws(' ', 'FOREIGN DATA WRAPPER', w.fdwname, v.srvtype, v.srvversion,
      'FOR ' || (SELECT string_agg(u.usename, ', ' ORDER BY u.usename) FROM pg_catalog.pg_user_mappings u WHERE u.srvid = v.oid))
    FROM pg_catalog.pg_foreign_server v JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = v.srvfdw
    WHERE ${notMember("pg_foreign_server", "v")}`,
  `SELECT 'publication:' || p.pubname, 'publication', NULL, ${rowText("p", ["pubname", "pubowner"])} || CASE WHEN p.puballtables THEN ''
      ELSE coalesce((SELECT ' ' || string_agg(t.schemaname || '.' || t.tablename, ', ' ORDER BY t.schemaname, t.tablename)
        FROM pg_catalog.pg_publication_tables t WHERE t.pubname = p.pubname), '') END
    FROM pg_catalog.pg_publication p`,
  `SELECT 'subscription:' || b.subname, 'subscription', NULL, concat_ws(' ', 'TO', array_to_string(b.subpublications, ', '),
      CASE WHEN b.subenabled THEN 'ENABLED' END)
    FROM pg_catalog.pg_subscription b JOIN pg_catalog.pg_database d ON d.oid = b.subdbid AND d.datname = current_database()`,
  `SELECT 'default-privileges:' || concat_ws('.', ns.nspname, pg_get_userbyid(a.defaclrole)) || ':' || a.defaclobjtype::text, 'default privileges', NULL,
      (SELECT coalesce(string_agg(x::text, ', ' ORDER BY x::text), '') FROM unnest(a.defaclacl) x)
    FROM pg_catalog.pg_default_acl a LEFT JOIN pg_catalog.pg_namespace ns ON ns.oid = a.defaclnamespace`,
  `SELECT 'database-setting:' || CASE g.setrole WHEN 0 THEN 'all roles' ELSE pg_get_userbyid(g.setrole)::text END, 'database setting', NULL,
      (SELECT string_agg(x, ', ' ORDER BY x) FROM unnest(g.setconfig) x)
    FROM pg_catalog.pg_db_role_setting g JOIN pg_catalog.pg_database d ON d.oid = g.setdatabase AND d.datname = current_database()`,
];
