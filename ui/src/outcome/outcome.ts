import type { Counts, Outcome, Part } from '../api/model'

/** In the order in which counts are shown. */
export const OUTCOMES: readonly Outcome[] = ['PASS', 'REJECT', 'RECHECK', 'FAULT']

/**
 * What the line did with the part.
 *
 * That is what the PLC was shown, which differs from the verdict where the verdict came too late to be used.
 */
export function shownOutcome(part: Part): Outcome {
  return part.signal.outcome
}

export function countOf(counts: Counts, outcome: Outcome): number {
  return { PASS: counts.passed, REJECT: counts.rejected, RECHECK: counts.rechecked, FAULT: counts.faulted }[outcome]
}

export function inspectedIn(counts: Counts): number {
  return OUTCOMES.reduce((sum, outcome) => sum + countOf(counts, outcome), 0)
}
