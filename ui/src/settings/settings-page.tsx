import { type ReactNode, useState } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import { setSound, useSoundOn } from '../alarms/alarm-sound'
import { ActionButton } from '../app/action-button'
import { changeLanguage, LANGUAGES, type Language } from '../i18n/i18n'
import { ShortcutTable } from '../keys/shortcut-table'
import { useShortcutSwitch } from '../keys/use-shortcuts'
import { changeDisplay, DENSITIES, type Density, useDisplay } from '../theme/display'
import { changeTheme, type Theme, useTheme } from '../theme/theme'
import { Ruler } from './ruler'
import styles from './settings-page.module.css'

/** How this one display looks and sounds; kept in its browser, so everybody may change it. */
export function SettingsPage() {
  const { t, i18n } = useTranslation()
  const theme = useTheme()
  const { density } = useDisplay()
  const [areKeysOn, setKeys] = useShortcutSwitch()
  const isSoundOn = useSoundOn()
  const [isTableOpen, setTableOpen] = useState(false)
  return (
    <main className={styles.page}>
      <title>{`${t('title.settings')} · Inspector`}</title>
      <h1 className={styles.title}>{t('title.settings')}</h1>
      <p>{t('settings.ofThisDisplay')}</p>
      <div className={styles.groups}>
        <Choice name={t('header.language')} value={i18n.language} onValue={(to) => void changeLanguage(to as Language)}>
          {LANGUAGES.map((each) => (
            <Chip key={each} value={each} lang={each}>
              {each === 'en' ? 'English' : '中文'}
            </Chip>
          ))}
        </Choice>
        <Choice name={t('settings.theme')} value={theme} onValue={(to) => changeTheme(to as Theme)}>
          <Chip value="day">{t('theme.day')}</Chip>
          <Chip value="night">{t('theme.night')}</Chip>
        </Choice>
        <Choice name={t('settings.density')} value={density} onValue={(to) => changeDisplay({ density: to as Density })}>
          {DENSITIES.map((each) => (
            <Chip key={each} value={each}>
              {t(`settings.densities.${each}`)}
            </Chip>
          ))}
        </Choice>
        <Choice name={t('settings.sound')} value={isSoundOn ? 'on' : 'off'} onValue={(to) => setSound(to === 'on')}>
          <Chip value="on">{t('settings.on')}</Chip>
          <Chip value="off">{t('settings.off')}</Chip>
        </Choice>
        <Choice name={t('settings.keys')} value={areKeysOn ? 'on' : 'off'} onValue={(to) => setKeys(to === 'on')}>
          <Chip value="on">{t('settings.on')}</Chip>
          <Chip value="off">{t('settings.off')}</Chip>
          <ActionButton onPress={() => setTableOpen(true)}>{t('settings.allKeys')}</ActionButton>
        </Choice>
      </div>
      <Ruler />
      <ShortcutTable isOpen={isTableOpen} onClose={() => setTableOpen(false)} />
    </main>
  )
}

interface ChoiceProps {
  name: string
  value: string
  onValue: (value: string) => void
  children: ReactNode
}

function Choice({ name, value, onValue, children }: ChoiceProps) {
  return (
    <RadioGroup className={styles.group ?? ''} value={value} onChange={onValue} orientation="horizontal">
      <Label className={styles.label ?? ''}>{name}</Label>
      <div className={styles.chips}>{children}</div>
    </RadioGroup>
  )
}

function Chip({ value, lang, children }: { value: string; lang?: string; children: ReactNode }) {
  return (
    <Radio value={value} className={styles.chip ?? ''} {...(lang === undefined ? {} : { lang })}>
      {children}
    </Radio>
  )
}
