BEGIN TRANSACTION;
CREATE TABLE defects (
    seq INTEGER NOT NULL REFERENCES parts (seq),
    number INTEGER NOT NULL,
    golden_x0 REAL NOT NULL,
    golden_y0 REAL NOT NULL,
    golden_x1 REAL NOT NULL,
    golden_y1 REAL NOT NULL,
    capture_x0 REAL NOT NULL,
    capture_y0 REAL NOT NULL,
    capture_x1 REAL NOT NULL,
    capture_y1 REAL NOT NULL,
    area_px INTEGER NOT NULL,
    score REAL NOT NULL,
    zone TEXT NOT NULL,
    polarity TEXT NOT NULL,
    PRIMARY KEY (seq, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "defects" VALUES(2,1,1.5,2.0,9.0,12.0,3.25,4.0,11.0,14.0,57,1.75,'connector','darker');
CREATE TABLE images (
    part_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'missing')),
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    note TEXT NOT NULL,
    CHECK (state <> 'kept' OR (file <> '' AND length(sha256) = 64))
) STRICT, WITHOUT ROWID;
INSERT INTO "images" VALUES('P1','kept','2026/11/02/P1.png','d9c9e31096f94960db6051170bfbca7a22b02b9044ea15d802e099ea3d93100d',156,'');
INSERT INTO "images" VALUES('P2','kept','2026/11/02/P2.png','d9c9e31096f94960db6051170bfbca7a22b02b9044ea15d802e099ea3d93100d',156,'');
INSERT INTO "images" VALUES('P3','kept','2026/11/02/P3.png','d9c9e31096f94960db6051170bfbca7a22b02b9044ea15d802e099ea3d93100d',156,'');
INSERT INTO "images" VALUES('P5','waiting','2026/11/02/P5.png','',0,'');
CREATE TABLE parts (
    seq INTEGER PRIMARY KEY,
    part_id TEXT NOT NULL UNIQUE,
    trigger_id INTEGER NOT NULL,
    inspected_us INTEGER NOT NULL,
    outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4),
    reason INTEGER NOT NULL,
    message TEXT NOT NULL,
    score REAL,
    provenance_id INTEGER NOT NULL REFERENCES provenances (id),
    capture_ms REAL NOT NULL,
    align_ms REAL NOT NULL,
    compare_ms REAL NOT NULL,
    decide_ms REAL NOT NULL,
    total_ms REAL NOT NULL,
    signalled_outcome INTEGER NOT NULL CHECK (signalled_outcome BETWEEN 1 AND 4),
    signalled_reason INTEGER NOT NULL,
    signalled_us INTEGER NOT NULL,
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    acknowledged_us INTEGER,
    captured_us INTEGER,
    source TEXT NOT NULL,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    exposure_us REAL NOT NULL,
    gain_db REAL NOT NULL,
    frame_id INTEGER NOT NULL,
    alignment_refused TEXT,
    alignment_method TEXT,
    correlation REAL,
    residual_px REAL,
    overlap REAL,
    agreeing REAL,
    gain REAL,
    offset REAL,
    local_shift_px REAL,
    warp BLOB,
    CHECK (outcome <> 1 OR (score IS NOT NULL AND score < 1.0))
) STRICT;
INSERT INTO "parts" VALUES(1,'P1',1,1793601000000000,1,1,'',0.4,1,0.0,0.0,0.0,0.0,12.5,1,1,1793601000040000,0,1793601001000000,1793601000000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F');
INSERT INTO "parts" VALUES(2,'P2',2,1793601840000000,2,2,'1 defect',1.75,1,0.0,0.0,0.0,0.0,12.5,2,2,1793601840040000,0,NULL,1793601000000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F');
INSERT INTO "parts" VALUES(3,'P3',3,1793601900000000,2,10,'correlation 0.21, at least 0.50',NULL,1,0.0,0.0,0.0,0.0,12.5,2,10,1793601900040000,0,NULL,1793601000000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F');
INSERT INTO "parts" VALUES(4,'P4',4,1793601960000000,4,20,'the camera is gone',NULL,1,0.0,0.0,0.0,0.0,12.5,4,20,1793601960040000,0,NULL,NULL,'',0,0,0.0,0.0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "parts" VALUES(5,'P5',5,1793619000000000,1,1,'',0.4,1,0.0,0.0,0.0,0.0,12.5,1,1,1793619000040000,0,NULL,1793601000000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F');
CREATE TABLE provenances (
    id INTEGER PRIMARY KEY,
    product TEXT NOT NULL,
    revision TEXT NOT NULL,
    golden_sha256 TEXT NOT NULL,
    recipe_sha256 TEXT NOT NULL,
    comparator TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    runtime TEXT NOT NULL,
    device TEXT NOT NULL,
    package_version TEXT NOT NULL,
    UNIQUE (product, revision, golden_sha256, recipe_sha256, comparator, model_sha256, runtime, device, package_version)
) STRICT;
INSERT INTO "provenances" VALUES(1,'PN-1042','r001','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','test','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','test 1.0','CPU','0.1.0');
CREATE TABLE station_status (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    reported_us INTEGER NOT NULL,
    status TEXT NOT NULL
) STRICT;
INSERT INTO "station_status" VALUES(1,1793601000000000,'{"station": "Line 3", "ready": true, "not_ready_because": "", "camera": "simulated", "camera_up": true, "plc": "Modbus TCP 127.0.0.1:5020", "plc_connected": true, "recording": true, "disk_free_bytes": 1000000000, "archive_waiting": 0, "product": "PN-1042", "revision": "r001", "comparator": "test", "runtime": "test 1.0", "device": "CPU", "warnings": []}');
CREATE INDEX parts_by_moment ON parts (inspected_us, signalled_outcome);
CREATE INDEX images_waiting ON images (part_id) WHERE state = 'waiting';
COMMIT;
