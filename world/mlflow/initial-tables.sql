-- What the tracking store makes before its first revision.
CREATE TABLE experiments (
  experiment_id serial CONSTRAINT experiment_pk PRIMARY KEY,
  name varchar(256) NOT NULL UNIQUE,
  artifact_location varchar(256),
  lifecycle_stage varchar(32) CONSTRAINT experiments_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted'))
);
CREATE TABLE runs (
  run_uuid varchar(32) CONSTRAINT run_pk PRIMARY KEY,
  name varchar(250),
  source_type varchar(20) CONSTRAINT source_type CHECK (source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')),
  source_name varchar(500),
  entry_point_name varchar(50),
  user_id varchar(256),
  status varchar(20) CONSTRAINT status CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING')),
  start_time bigint,
  end_time bigint,
  source_version varchar(50),
  lifecycle_stage varchar(20) CONSTRAINT runs_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
  artifact_uri varchar(200),
  experiment_id integer REFERENCES experiments
);
CREATE TABLE tags (
  key varchar(250),
  value varchar(250),
  run_uuid varchar(32) REFERENCES runs,
  CONSTRAINT tag_pk PRIMARY KEY (key, run_uuid)
);
CREATE TABLE metrics (
  key varchar(250),
  value double precision NOT NULL,
  timestamp bigint,
  run_uuid varchar(32) REFERENCES runs,
  CONSTRAINT metric_pk PRIMARY KEY (key, timestamp, run_uuid)
);
CREATE TABLE params (
  key varchar(250),
  value varchar(250) NOT NULL,
  run_uuid varchar(32) REFERENCES runs,
  CONSTRAINT param_pk PRIMARY KEY (key, run_uuid)
);
