/**
 * Postgres's own functions that give one value for a whole statement: `provolatile` is `s` or `i` for all
 * their variants in `pg_proc` of PostgreSQL 15, and they are the same in 12 to 18.
 */
const STEADY: ReadonlySet<string> = new Set(
  `abs acos age array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
  array_positions array_prepend array_remove array_replace array_to_json array_to_string array_to_tsvector
  array_upper ascii asin atan atan2 bit bit_length bool bpchar btrim cardinality cbrt ceil ceiling char
  char_length character_length chr cidr concat concat_ws convert convert_from convert_to cos cosh cot
  current_database current_date current_schema current_schemas current_setting current_user date date_add date_bin
  date_part date_subtract date_trunc datemultirange daterange decode degrees div encode enum_first enum_last
  enum_range exp extract factorial family float4 float8 floor format gcd get_bit get_byte hashtext height host
  hostmask inet initcap int2 int4 int4multirange int4range int8 int8multirange int8range interval isempty
  isfinite json_array_length json_build_array json_build_object json_extract_path json_extract_path_text
  json_object json_strip_nulls json_typeof jsonb_array_length jsonb_build_array jsonb_build_object
  jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_path_exists jsonb_path_match
  jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls
  jsonb_typeof justify_days justify_hours justify_interval lcm left length like ln localtime localtimestamp
  log log10 lower lower_inc lower_inf lpad ltrim make_date make_interval make_time make_timestamp
  make_timestamptz masklen md5 min_scale mod money multirange netmask network normalize now num_nonnulls
  num_nulls numeric nummultirange numnode numrange octet_length overlay parse_ident phraseto_tsquery pi
  plainto_tsquery point position pow power quote_ident quote_literal quote_nullable radians range_merge
  regexp_count regexp_instr regexp_like regexp_match regexp_replace regexp_split_to_array regexp_substr repeat
  replace reverse right round row_to_json rpad rtrim scale session_user set_bit set_byte setweight sha224
  sha256 sha384 sha512 sign sin sinh split_part sqrt starts_with statement_timestamp string_to_array strip
  strpos substr substring tan tanh text time timestamp timestamptz timetz timezone to_char to_date to_hex
  to_json to_jsonb to_number to_regclass to_regtype to_timestamp to_tsquery to_tsvector
  transaction_timestamp translate trim_array trim_scale trunc tsmultirange tsrange tstzmultirange tstzrange
  unistr upper upper_inc upper_inf varchar version websearch_to_tsquery width_bucket xpath xpath_exists`.split(
    /\s+/,
  ),
);

/** Does a function that no statement made give each row another value? Of an unknown one, nobody knows: yes. */
export function isVolatileBuiltin(name: string): boolean {
  return !STEADY.has(name);
}
