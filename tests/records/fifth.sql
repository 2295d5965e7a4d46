BEGIN TRANSACTION;
CREATE TABLE challenges (
    part_seq INTEGER PRIMARY KEY REFERENCES parts (seq),
    master TEXT NOT NULL,
    expected INTEGER NOT NULL CHECK (expected IN (1, 2)),
    expected_zone TEXT NOT NULL,
    as_expected INTEGER NOT NULL CHECK (as_expected IN (0, 1)),
    trouble TEXT NOT NULL,
    due TEXT NOT NULL,
    shown_by INTEGER NOT NULL,
    round TEXT NOT NULL CHECK (round IN ('open', 'kept', 'broken')),
    CHECK (as_expected = 1 OR trouble <> '')
) STRICT;
INSERT INTO "challenges" VALUES(7,'M-1',2,'connector',1,'','every 240 min',77,'kept');
CREATE TABLE copies (
    part_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('review', 'thumbnail', 'map')),
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size_bytes INTEGER NOT NULL,
    PRIMARY KEY (part_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO "copies" VALUES('P1','map','2026/11/02/P1+map.png','e27784a344ae9a1282a56acb599795f08d15c558d323b1ba1a1a37fc3ec66473',137);
INSERT INTO "copies" VALUES('P1','review','2026/11/02/P1+review.jpg','e4ee10db0865cdf988883a58efe1f5055c459c76299351b1ec8e708164f677f2',2737);
INSERT INTO "copies" VALUES('P1','thumbnail','2026/11/02/P1+thumbnail.jpg','84f76ceb6d698bd36b80ca2d6af1e3f3e15971d0dd3d41c122b4db04446e1891',2182);
INSERT INTO "copies" VALUES('P2','map','2026/11/02/P2+map.png','e27784a344ae9a1282a56acb599795f08d15c558d323b1ba1a1a37fc3ec66473',137);
INSERT INTO "copies" VALUES('P2','review','2026/11/02/P2+review.jpg','ce2e874061a01a8e23199bd23b4ab867d37739f0e09ffae2c62dfd240a328d2b',2767);
INSERT INTO "copies" VALUES('P2','thumbnail','2026/11/02/P2+thumbnail.jpg','de8596e4982bf7bdb11f4436557c55da65b46c2ca764546dbc4cfd2eef55fbe4',2195);
INSERT INTO "copies" VALUES('P3','review','2026/11/02/P3+review.jpg','658cfd3d8e485e8ace13ef931006de8427bde107106d5cef45cdd4a75d1ca0e8',2755);
INSERT INTO "copies" VALUES('P3','thumbnail','2026/11/02/P3+thumbnail.jpg','3cd40bbdce33533488c21af70152d6ec2d90bfb9dfeb82aae3e117763d190478',2195);
INSERT INTO "copies" VALUES('P6','map','2026/11/02/P6+map.png','e27784a344ae9a1282a56acb599795f08d15c558d323b1ba1a1a37fc3ec66473',137);
INSERT INTO "copies" VALUES('P6','review','2026/11/02/P6+review.jpg','3c7159b67eeccf2200395a6fb3ec1b3e1de7f5eb19fa22cc33514b17a436a724',2749);
INSERT INTO "copies" VALUES('P6','thumbnail','2026/11/02/P6+thumbnail.jpg','264d2f4f09ff670ec22fbbbb700671e8b7a234bccc601d2823bfecbb4ce1218c',2191);
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
INSERT INTO "defects" VALUES(3,1,1.5,2.0,9.0,12.0,3.25,4.0,11.0,14.0,57,1.75,'connector','darker');
INSERT INTO "defects" VALUES(7,1,1.5,2.0,9.0,12.0,3.25,4.0,11.0,14.0,57,1.75,'connector','darker');
CREATE TABLE golden_in_use (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    golden_sha256 TEXT NOT NULL,
    recipe_sha256 TEXT NOT NULL,
    since_us INTEGER NOT NULL
) STRICT;
INSERT INTO "golden_in_use" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',1793600940000000);
CREATE TABLE images (
    part_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'missing', 'removed')),
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    note TEXT NOT NULL,
    outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4),
    taken_us INTEGER NOT NULL,
    copies_bytes INTEGER NOT NULL DEFAULT 0,
    pinned TEXT NOT NULL DEFAULT '',
    CHECK (state <> 'kept' OR (file <> '' AND length(sha256) = 64))
) STRICT, WITHOUT ROWID;
INSERT INTO "images" VALUES('P0','removed','2026/11/02/P0.jxl','922f266f4f4bb8a636d555223866d732034f56b8be01dd204bb54d30761acfa3',0,'removed on 2026-11-03 to keep 2048 MiB free (retention.free_mib)',1,1793600940000000,0,'');
INSERT INTO "images" VALUES('P1','kept','2026/11/02/P1.jxl','d21d2b02aecf6909b8eb8a2f0f3f5f4e08b0043b9796f0b2e76e1de9e05923be',3911,'',1,1793601000000000,2874,'');
INSERT INTO "images" VALUES('P2','kept','2026/11/02/P2.jxl','84169e3440b2366fd0bd38b405ceebb4040f48f96063500e93b9d51130dc5726',3857,'',2,1793601840000000,2904,'complaint 4711');
INSERT INTO "images" VALUES('P3','kept','2026/11/02/P3.jxl','1f89a3d745538c74ff77159dc95d8057127b87a3033211889bdb0fd2eb840530',3822,'',2,1793601900000000,2755,'');
INSERT INTO "images" VALUES('P5','waiting','2026/11/02/P5.jxl','',0,'',1,1793619000000000,0,'');
INSERT INTO "images" VALUES('P6','kept','2026/11/02/P6.jxl','304cfb4f721bc1ebfd7d7c3ca093de389bf27eb8522e1871af8ff9d04d7059ab',3847,'',2,1793619060000000,2886,'');
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
    warp BLOB, challenge INTEGER NOT NULL DEFAULT 0 CHECK (challenge IN (0, 1)),
    CHECK (outcome <> 1 OR (score IS NOT NULL AND score < 1.0))
) STRICT;
INSERT INTO "parts" VALUES(1,'P0',10,1793600940000000,1,1,'',0.4,1,0.0,0.0,0.0,0.0,12.5,1,1,1793600940040000,0,NULL,1793600940000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F',0);
INSERT INTO "parts" VALUES(2,'P1',1,1793601000000000,1,1,'',0.4,1,0.0,0.0,0.0,0.0,12.5,1,1,1793601000040000,0,1793601001000000,1793601000000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F',0);
INSERT INTO "parts" VALUES(3,'P2',2,1793601840000000,2,2,'1 defect',1.75,1,0.0,0.0,0.0,0.0,12.5,2,2,1793601840040000,0,NULL,1793601840000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F',0);
INSERT INTO "parts" VALUES(4,'P3',3,1793601900000000,2,10,'correlation 0.21, at least 0.50',NULL,1,0.0,0.0,0.0,0.0,12.5,2,10,1793601900040000,0,NULL,1793601900000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F',0);
INSERT INTO "parts" VALUES(5,'P4',4,1793601960000000,4,20,'the camera is gone',NULL,1,0.0,0.0,0.0,0.0,12.5,4,20,1793601960040000,0,NULL,NULL,'',0,0,0.0,0.0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "parts" VALUES(6,'P5',5,1793619000000000,1,1,'',0.4,1,0.0,0.0,0.0,0.0,12.5,1,1,1793619000040000,0,NULL,1793619000000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F',0);
INSERT INTO "parts" VALUES(7,'P6',6,1793619060000000,2,2,'1 defect',1.75,1,0.0,0.0,0.0,0.0,12.5,2,2,1793619060040000,0,NULL,1793619060000000,'test',64,48,0.0,0.0,0,NULL,'sparse-ecc',0.99,0.1,1.0,1.0,1.0,0.0,0.0,X'000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F000000000000000000000000000000000000000000000000000000000000F03F',1);
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
CREATE TABLE quality_defects (
    provenance_id INTEGER NOT NULL REFERENCES provenances (id),
    quarter_us INTEGER NOT NULL,
    zone TEXT NOT NULL,
    polarity TEXT NOT NULL,
    x_cell INTEGER NOT NULL,
    y_cell INTEGER NOT NULL,
    defects INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    PRIMARY KEY (provenance_id, quarter_us, zone, polarity, x_cell, y_cell)
) STRICT, WITHOUT ROWID;
INSERT INTO "quality_defects" VALUES(1,1793601000000000,'connector','darker',0,0,1,1);
CREATE TABLE quality_quarters (
    provenance_id INTEGER NOT NULL REFERENCES provenances (id),
    quarter_us INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    rechecked INTEGER NOT NULL,
    faulted INTEGER NOT NULL,
    aligned INTEGER NOT NULL,
    correlation_sum REAL NOT NULL,
    gain_sum REAL NOT NULL,
    offset_sum REAL NOT NULL,
    PRIMARY KEY (provenance_id, quarter_us)
) STRICT, WITHOUT ROWID;
INSERT INTO "quality_quarters" VALUES(1,1793600100000000,1,0,0,0,1,0.99,1.0,0.0);
INSERT INTO "quality_quarters" VALUES(1,1793601000000000,1,1,0,0,2,1.98,2.0,0.0);
INSERT INTO "quality_quarters" VALUES(1,1793601900000000,0,1,0,1,1,0.99,1.0,0.0);
INSERT INTO "quality_quarters" VALUES(1,1793619000000000,1,0,0,0,1,0.99,1.0,0.0);
CREATE TABLE quality_scores (
    provenance_id INTEGER NOT NULL REFERENCES provenances (id),
    quarter_us INTEGER NOT NULL,
    bin INTEGER NOT NULL CHECK (bin BETWEEN 0 AND 200),
    parts INTEGER NOT NULL,
    PRIMARY KEY (provenance_id, quarter_us, bin)
) STRICT, WITHOUT ROWID;
INSERT INTO "quality_scores" VALUES(1,1793600100000000,20,1);
INSERT INTO "quality_scores" VALUES(1,1793601000000000,20,1);
INSERT INTO "quality_scores" VALUES(1,1793601000000000,87,1);
INSERT INTO "quality_scores" VALUES(1,1793619000000000,20,1);
CREATE TABLE station_status (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    reported_us INTEGER NOT NULL,
    status TEXT NOT NULL
) STRICT;
INSERT INTO "station_status" VALUES(1,1793601000000000,'{"station": "Line 3", "ready": true, "not_ready_because": "", "camera": "simulated", "camera_up": true, "plc": "Modbus TCP 127.0.0.1:5020", "plc_connected": true, "recording": true, "disk_free_bytes": 1000000000, "archive_waiting": 0, "product": "PN-1042", "revision": "r001", "comparator": "test", "runtime": "test 1.0", "device": "CPU", "warnings": [], "disk_days_left": null, "challenge": null}');
CREATE TABLE tallies (
    quarter_us INTEGER PRIMARY KEY,
    passed INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    rechecked INTEGER NOT NULL,
    faulted INTEGER NOT NULL
) STRICT;
INSERT INTO "tallies" VALUES(1793600100000000,1,0,0,0);
INSERT INTO "tallies" VALUES(1793601000000000,1,1,0,0);
INSERT INTO "tallies" VALUES(1793601900000000,0,1,0,1);
INSERT INTO "tallies" VALUES(1793619000000000,1,0,0,0);
CREATE INDEX parts_by_moment ON parts (inspected_us, signalled_outcome);
CREATE INDEX images_waiting ON images (part_id) WHERE state = 'waiting';
CREATE INDEX images_passed ON images (taken_us) WHERE state = 'kept' AND pinned = '' AND outcome = 1;
CREATE INDEX images_others ON images (taken_us) WHERE state = 'kept' AND pinned = '' AND outcome <> 1;
CREATE INDEX images_copied ON images (taken_us) WHERE copies_bytes > 0 AND pinned = '';
CREATE INDEX parts_not_passed ON parts (seq, signalled_outcome) WHERE signalled_outcome <> 1;
CREATE INDEX parts_by_provenance ON parts (provenance_id);
CREATE INDEX defects_by_zone ON defects (zone, seq);
COMMIT;
