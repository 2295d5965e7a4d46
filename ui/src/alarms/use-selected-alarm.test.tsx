// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'

import type { Alarm } from '../api/model'
import { makeAlarm } from '../testing/makers'
import { useSelectedAlarm } from './use-selected-alarm'

const camera = makeAlarm({ kind: 'camera', raised: 1 })
const plc = makeAlarm({ kind: 'plc', raised: 2 })
const silent = makeAlarm({ kind: 'silent', raised: 3 })

function List({ alarms }: { alarms: readonly Alarm[] }) {
  const [selected, choose] = useSelectedAlarm(alarms)
  return (
    <>
      <output>{selected?.kind}</output>
      {alarms.map((alarm) => (
        <button key={alarm.kind} type="button" onClick={() => choose(alarm)}>
          {alarm.kind}
        </button>
      ))}
    </>
  )
}

function selected(): string {
  return screen.getByRole('status').textContent
}

afterEach(cleanup)

test('the most urgent is selected, and stays so when a more urgent one comes', () => {
  const { rerender } = render(<List alarms={[plc, camera]} />)
  expect(selected()).toBe('plc')
  rerender(<List alarms={[silent, plc, camera]} />)
  expect(selected()).toBe('plc')
})

test('once it is acknowledged or gone, the most urgent is next', () => {
  const { rerender } = render(<List alarms={[plc, camera]} />)
  rerender(<List alarms={[silent, camera, { ...plc, state: 'active-acknowledged' }]} />)
  expect(selected()).toBe('silent')
  rerender(<List alarms={[camera]} />)
  expect(selected()).toBe('camera')
  rerender(<List alarms={[]} />)
  expect(selected()).toBe('')
})

test('the chosen one stays selected also when it is acknowledged', () => {
  const { rerender } = render(<List alarms={[plc, camera]} />)
  fireEvent.click(screen.getByText('camera', { selector: 'button' }))
  expect(selected()).toBe('camera')
  rerender(<List alarms={[silent, plc, { ...camera, state: 'active-acknowledged' }]} />)
  expect(selected()).toBe('camera')
})
