import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import { changeLanguage } from '../i18n/i18n'
import styles from './language-switch.module.css'

/** Shows the language that a tap changes to, in that language. */
export function LanguageSwitch() {
  const { i18n } = useTranslation()
  const other = i18n.language === 'zh-CN' ? 'en' : 'zh-CN'
  return (
    <Button className={styles.switch ?? ''} onPress={() => void changeLanguage(other)}>
      <span lang={other}>{other === 'en' ? 'English' : '中文'}</span>
    </Button>
  )
}
