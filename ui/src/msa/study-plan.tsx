import { useState } from 'react'
import { Input, Label, TextArea, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import { api } from '../api/client'
import { ActionButton } from '../app/action-button'
import { save } from '../app/save'
import { answered, type Refusal, refusalOf } from '../refused/refused'
import { RefusalText } from '../refused/refusal-text'
import { namesIn } from './figures'
import styles from './msa-page.module.css'

/** How a study begins: which parts are shown to whom, in an order that nobody can foresee. */
export function StudyPlan() {
  const { t } = useTranslation()
  const [parts, setParts] = useState('')
  const [appraisers, setAppraisers] = useState('station')
  const [runs, setRuns] = useState('3')
  const [seed, setSeed] = useState(drawn)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const print = async (): Promise<void> => {
    const body = { parts: namesIn(parts), appraisers: namesIn(appraisers), runs: Number(runs), seed: Number(seed) }
    setRefusal(null)
    await answered(api.POST('/api/msa/plan', { body, parseAs: 'blob' })).then(
      (plan) => save(plan as Blob, 'msa-plan.csv'),
      (thrown: unknown) => setRefusal(refusalOf(thrown)),
    )
  }
  return (
    <section className={styles.plan} aria-label={t('msa.plan')}>
      <h2 className={styles.heading}>{t('msa.plan')}</h2>
      <p>{t('msa.planHow')}</p>
      <TextField className={styles.field ?? ''} value={parts} onChange={setParts}>
        <Label>{t('msa.parts')}</Label>
        <TextArea rows={6} />
      </TextField>
      <div className={styles.fields}>
        <Field label={t('msa.appraisers')} value={appraisers} onChange={setAppraisers} />
        <Field label={t('msa.runs')} value={runs} onChange={setRuns} />
        <Field label={t('msa.seed')} value={seed} onChange={setSeed} />
      </div>
      {refusal === null ? null : (
        <p className={styles.words} role="alert">
          {refusal.status === 422 ? t('msa.planWrong') : <RefusalText of={refusal} />}
        </p>
      )}
      <div className={styles.acts}>
        <ActionButton onPress={() => void print()} isDisabled={namesIn(parts).length < 2}>
          {t('msa.printPlan')}
        </ActionButton>
      </div>
    </section>
  )
}

function Field({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextField className={styles.field ?? ''} value={value} onChange={onChange}>
      <Label>{label}</Label>
      <Input />
    </TextField>
  )
}

const SEEDS = 1_000_000

/** Another seed for each study: with the same one, the same parts come in an order that people remember. */
function drawn(): string {
  return String(Math.floor(SEEDS * Math.random()))
}
