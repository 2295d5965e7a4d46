import { useTranslation } from 'react-i18next'

import type { Part } from '../api/model'
import { mustBe } from '../live/challenge'
import { Fact, Facts } from './facts'

/** What the part had to be found to be and what came of it, where it is one that is shown to check the station. */
export function Challenged({ part: { challenge } }: { part: Part }) {
  const { t } = useTranslation()
  if (challenge === null) return null
  const { master, zone, due, trouble, shown_by, round } = challenge
  return (
    <Facts heading={t('part.challenge')}>
      <Fact name={t('part.master')}>{master}</Fact>
      <Fact name={t('part.expected')}>{t(`challenge.must.${mustBe(challenge)}`, { zone })}</Fact>
      <Fact name={t('part.came')}>
        {t(trouble === '' ? 'challenge.asExpected' : 'challenge.misjudged')}
        {trouble === '' ? null : (
          <>
            {' · '}
            <span lang="en">{trouble}</span>
          </>
        )}
      </Fact>
      {due === '' ? null : <Fact name={t('part.due')}>{t(`challenge.because.${due}`, { defaultValue: due })}</Fact>}
      {shown_by === 0 ? null : <Fact name={t('part.shownBy')}>{shown_by}</Fact>}
      <Fact name={t('part.round')}>{t(`challenge.round.${round}`)}</Fact>
    </Facts>
  )
}
