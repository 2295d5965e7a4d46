import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import { changeTheme, useTheme } from '../theme/theme'
import styles from './language-switch.module.css'

/** Shows the theme that a tap changes to. */
export function ThemeSwitch() {
  const { t } = useTranslation()
  const other = useTheme() === 'night' ? 'day' : 'night'
  return (
    <Button className={styles.switch ?? ''} onPress={() => changeTheme(other)}>
      {t(`theme.${other}`)}
    </Button>
  )
}
