import { useTranslation } from 'react-i18next'

import type { ChallengeStatus, Part } from '../api/model'
import { useFeed } from '../feed/feed-store'
import styles from './challenge.module.css'
import type { LineMode } from './line-mode'

/** The challenge that keeps the line standing; null where something else does, or nothing. */
export function useDueChallenge(mode: LineMode): ChallengeStatus | null {
  const status = useFeed((feed) => feed?.beat.status ?? null)
  const isTheCause = mode === 'not-ready' && status?.camera_up && status.plc_connected && status.recording
  return isTheCause && status.challenge?.held ? status.challenge : null
}

/** How far the round is, why it is due, and which master comes next. */
export function ChallengeFacts({ challenge }: { challenge: ChallengeStatus }) {
  const { t } = useTranslation()
  const { seen, total, following, zone, due, trouble } = challenge
  return (
    <div className={styles.facts}>
      <p className={styles.seen}>{t('challenge.seen', { seen, total })}</p>
      <p className={styles.next}>
        {t('challenge.next', { name: following })} · {t(`challenge.must.${mustBe(challenge)}`, { zone })}
      </p>
      <p>{trouble === '' ? (due === '' ? null : t(`challenge.because.${due}`)) : <span lang="en">{trouble}</span>}</p>
    </div>
  )
}

/** What a master must be found to be, as the catalogues name it. */
export function mustBe({ expected, zone }: { expected: string; zone: string }): 'PASS' | 'REJECT' | 'REJECTzone' {
  if (expected === 'PASS') return 'PASS'
  return zone === '' ? 'REJECT' : 'REJECTzone'
}

/** What came of a challenge part in words; null for a part of the production. */
export function useChallengePart(part: Part): string | null {
  const { t } = useTranslation()
  if (part.challenge === null) return null
  const name = t('challenge.part', { name: part.challenge.master })
  return `${name} · ${t(part.challenge.trouble === '' ? 'challenge.asExpected' : 'challenge.misjudged')}`
}
