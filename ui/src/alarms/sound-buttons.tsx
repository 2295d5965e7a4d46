import { useTranslation } from 'react-i18next'

import { ActionButton } from '../app/action-button'
import { useTicking } from '../feed/use-clock'
import { clockMinute } from '../format/format'
import { muteSound, setSound, useMutedUntil, useSoundOn } from './alarm-sound'
import { isMutedAt } from './tone-plan'

/** The sound of this display: on or off, and five minutes of silence. */
export function SoundButtons() {
  const { t } = useTranslation()
  const isOn = useSoundOn()
  return (
    <>
      {isOn ? <MuteButton /> : null}
      <ActionButton onPress={() => setSound(!isOn)}>{t(isOn ? 'alarm.sound.on' : 'alarm.sound.off')}</ActionButton>
    </>
  )
}

/** Silence for five minutes, one tap away while it sounds. */
export function MuteButton() {
  const { t, i18n } = useTranslation()
  const until = useMutedUntil()
  const isMuted = useTicking(() => isMutedAt(until, Date.now()))
  return (
    <ActionButton onPress={muteSound} isDisabled={isMuted}>
      {isMuted ? t('alarm.sound.muted', { time: clockMinute(until, i18n.language) }) : t('alarm.sound.mute')}
    </ActionButton>
  )
}
