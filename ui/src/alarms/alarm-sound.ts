import { useEffect, useSyncExternalStore } from 'react'

import type { Alarm } from '../api/model'
import { isToneDue, MUTE_MS, newestHigh, NO_TONES, type Tones } from './tone-plan'

const KEPT_AS = 'inspector.alarm-sound'
const LOOK_MS = 500
const TONE_HZ = 880
const TONE_S = 0.3
const LOUDNESS = 0.25

let tones: Tones = NO_TONES
let audio: AudioContext | null = null
const listeners = new Set<() => void>()

/** Sound one short tone for a high alarm, and again each 30 s until it is acknowledged, where this display has it on. */
export function useSounding(alarms: readonly Alarm[]): void {
  useEffect(() => {
    const look = () => {
      const nowMs = Date.now()
      if (!isSoundOn() || !isToneDue(alarms, tones, nowMs)) return
      setTones({ ...tones, raised: newestHigh(alarms), lastMs: nowMs })
      sound()
    }
    look()
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [alarms])
}

/** Whether this display has the sound on. */
export function useSoundOn(): boolean {
  return useSyncExternalStore(follow, isSoundOn)
}

/** Until when a person wants no tone, in ms since 1970; in the past where they never said so. */
export function useMutedUntil(): number {
  return useSyncExternalStore(follow, () => tones.mutedUntilMs)
}

/** Switch the sound of this display; switched on, it lets itself be heard: browsers allow sound after a tap only. */
export function setSound(isOn: boolean): void {
  localStorage.setItem(KEPT_AS, isOn ? 'on' : 'off')
  setTones(NO_TONES)
  if (isOn) sound()
}

export function muteSound(): void {
  setTones({ ...tones, mutedUntilMs: Date.now() + MUTE_MS })
}

function isSoundOn(): boolean {
  return localStorage.getItem(KEPT_AS) === 'on'
}

function setTones(next: Tones): void {
  tones = next
  for (const listener of listeners) listener()
}

function follow(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function sound(): void {
  audio ??= new AudioContext()
  void audio.resume()
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.value = TONE_HZ
  volume.gain.setValueAtTime(LOUDNESS, audio.currentTime)
  // Cut off at once it would click.
  volume.gain.linearRampToValueAtTime(0, audio.currentTime + TONE_S)
  tone.connect(volume).connect(audio.destination)
  tone.start()
  tone.stop(audio.currentTime + TONE_S)
}
