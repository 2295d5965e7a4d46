import { FileTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import { ActionButton } from '../app/action-button'
import { RefusalText } from '../refused/refusal-text'
import { useSession } from '../session/session'
import styles from './msa-page.module.css'
import { StudyPlan } from './study-plan'
import { StudyTables } from './study-tables'
import { type Study, useStudy } from './use-study'

/** Attribute MSA: a study file is chosen, its figures are shown, the report is printed for signatures. */
export default function MsaPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  return (
    <main className={styles.page}>
      <title>{`${t('msa.title')} · Inspector`}</title>
      <h1 className={styles.title}>{t('msa.title')}</h1>
      {may('quality') ? <Desk /> : <p>{t('msa.signIn')}</p>}
    </main>
  )
}

function Desk() {
  const study = useStudy()
  return (
    <>
      <Acts study={study} />
      {study.refusal === null ? null : (
        <p className={styles.words} role="alert">
          <RefusalText of={study.refusal} />
        </p>
      )}
      {study.answer === null ? <StudyPlan /> : <StudyTables name={study.name} answer={study.answer} />}
    </>
  )
}

function Acts({ study }: { study: Study }) {
  const { t } = useTranslation()
  const has = study.answer !== null
  const other = study.interval === 'wilson' ? 'clopper-pearson' : 'wilson'
  return (
    <div className={styles.acts}>
      <FileTrigger
        acceptedFileTypes={['.csv', 'text/csv']}
        onSelect={(files) => {
          const [file] = files ?? []
          if (file !== undefined) void study.choose(file)
        }}
      >
        <ActionButton onPress={() => undefined} isStrong={!has}>
          {t('msa.choose')}
        </ActionButton>
      </FileTrigger>
      {has ? (
        <>
          <ActionButton onPress={() => void study.take(other)}>{t(`msa.take.${other}`)}</ActionButton>
          <ActionButton onPress={() => void study.print('en')}>{t('msa.printEnglish')}</ActionButton>
          <ActionButton onPress={() => void study.print('zh-CN')}>{t('msa.printChinese')}</ActionButton>
        </>
      ) : (
        <p>{t('msa.columns')}</p>
      )}
    </div>
  )
}
