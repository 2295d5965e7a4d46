/**
 * Silence after which nothing on the display may be called current: three heartbeats of 500 ms. With the
 * TICK_MS of the clock that looks at it, every display says so well within two seconds.
 */
export const STALE_AFTER_MS = 1_500
export const TICK_MS = 100

/** Age at which the station's own status is too old to claim anything of the station. */
export const STATION_SILENT_MS = 2_000
