import type { Alarm, Beat, Counts, Live, Part, Status } from '../api/model'

/** Values for the unit tests: whole, and with one thing to vary at a time. */

const MOMENT = '2026-11-02T06:30:00Z'

export function makePart(seq: number, differing: Partial<Part> = {}): Part {
  return {
    seq,
    part_id: `L3-${String(seq).padStart(6, '0')}`,
    trigger_id: seq,
    inspected_at: MOMENT,
    outcome: 'PASS',
    reason: 'WITHIN_LIMITS',
    message: '',
    score: 0.42,
    seen: { brightness: 127.3, focus: 31.5 },
    defects: [],
    defect_count: 0,
    correlation: 0.99,
    residual_px: 0.1,
    source: 'test',
    width_px: 1280,
    height_px: 960,
    provenance: {
      product: 'PN-1042',
      revision: 'r001',
      golden_sha256: 'a',
      recipe_sha256: 'b',
      comparator: 'test',
      model_sha256: 'c',
      runtime: 'test 1.0',
      device: 'CPU',
      package_version: '0.1.0',
    },
    stage_times: { capture_ms: 8, align_ms: 21, compare_ms: 14, decide_ms: 1, total_ms: 46 },
    signal: { outcome: 'PASS', reason: 'WITHIN_LIMITS', signalled_at: MOMENT, late: false },
    acknowledged_at: null,
    image: 'kept',
    image_sha256: 'd',
    image_note: '',
    picture: true,
    thumbnail: true,
    score_map: true,
    pinned: '',
    alignment: null,
    camera: { exposure_us: 0, gain_db: 0, frame_id: 0 },
    challenge: null,
    ...differing,
  }
}

export function makeStatus(differing: Partial<Status> = {}): Status {
  return {
    at: MOMENT,
    station: 'LINE-3',
    ready: true,
    not_ready_because: '',
    camera: 'camera 1',
    camera_up: true,
    plc: '192.168.10.2:5020',
    plc_connected: true,
    recording: true,
    disk_free_bytes: 412e9,
    archive_waiting: 0,
    product: 'PN-1042',
    revision: 'r001',
    comparator: 'test',
    model_sha256: 'c'.repeat(64),
    runtime: 'test 1.0',
    device: 'CPU',
    warnings: [],
    disk_days_left: null,
    challenge: null,
    ...differing,
  }
}

const COUNTS: Counts = { since: MOMENT, shift: '', passed: 0, rejected: 0, rechecked: 0, faulted: 0 }

export function makeBeat(differing: Partial<Beat> = {}): Beat {
  return { seq: 0, now: MOMENT, status: makeStatus(), counts: COUNTS, trouble: '', alarms: [], ...differing }
}

export function makeLive(parts: Part[], differing: Partial<Live> = {}): Live {
  return { ...makeBeat(), seq: parts[0]?.seq ?? 0, build: 'b1', parts, ...differing }
}

export function makeAlarm(differing: Partial<Alarm> = {}): Alarm {
  return {
    kind: 'camera',
    subject: '',
    priority: 'high',
    figures: [{ name: 'camera', value: 'camera 1' }],
    words: '',
    raised: 1,
    state: 'active-unacknowledged',
    first_at: MOMENT,
    last_at: MOMENT,
    count: 1,
    acknowledged_by: '',
    shelf: null,
    follows_from: null,
    ...differing,
  }
}

export const NOW_MS = Date.parse(MOMENT)
