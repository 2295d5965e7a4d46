// @vitest-environment jsdom
import { cleanup, fireEvent, render } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'

import { useHeldSpace, useShortcuts, useShortcutSwitch } from './use-shortcuts'

const act = vi.fn()
const hold = vi.fn()

function Page() {
  useShortcuts({ d: act, Enter: act, 'ctrl+z': act })
  useHeldSpace(hold)
  const [isOn, set] = useShortcutSwitch()
  return (
    <>
      <input aria-label="note" />
      <input aria-label="brightness" type="range" />
      <div role="dialog">
        <button type="button">in a dialog</button>
      </div>
      <a href="#elsewhere">elsewhere</a>
      <button type="button" aria-current="true">
        chosen
      </button>
      <button type="button" onClick={() => set(!isOn)}>
        switch
      </button>
    </>
  )
}

afterEach(() => {
  cleanup()
  act.mockReset()
  hold.mockReset()
  localStorage.clear()
})

test('a key acts, in whichever case it is written', () => {
  render(<Page />)
  fireEvent.keyDown(document.body, { key: 'd' })
  fireEvent.keyDown(document.body, { key: 'D' })
  fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true })
  expect(act).toHaveBeenCalledTimes(3)
})

test.each([
  ['with Ctrl it belongs to the browser', { key: 'd', ctrlKey: true }],
  ['held down it does not act again', { key: 'd', repeat: true }],
  ['another key does nothing', { key: 'x' }],
])('%s', (_, event) => {
  render(<Page />)
  fireEvent.keyDown(document.body, event)
  expect(act).not.toHaveBeenCalled()
})

test('nothing acts while text is written, or in a dialog', () => {
  const { getByLabelText, getByText } = render(<Page />)
  fireEvent.keyDown(getByLabelText('note'), { key: 'd' })
  fireEvent.keyDown(getByText('in a dialog'), { key: 'd' })
  expect(act).not.toHaveBeenCalled()
  fireEvent.keyDown(getByLabelText('brightness'), { key: 'd' })
  expect(act).toHaveBeenCalledOnce()
})

test('switched off, no key acts, and that is remembered', () => {
  const { getByText, unmount } = render(<Page />)
  fireEvent.click(getByText('switch'))
  fireEvent.keyDown(document.body, { key: 'd' })
  unmount()
  render(<Page />)
  fireEvent.keyDown(document.body, { key: 'd' })
  expect(act).not.toHaveBeenCalled()
})

test('Enter belongs to the link or button that has the focus, but for what is chosen already', () => {
  const { getByText } = render(<Page />)
  fireEvent.keyDown(getByText('elsewhere'), { key: 'Enter' })
  fireEvent.keyDown(getByText('switch'), { key: 'Enter' })
  expect(act).not.toHaveBeenCalled()
  fireEvent.keyDown(getByText('chosen'), { key: 'Enter' })
  fireEvent.keyDown(document.body, { key: 'Enter' })
  expect(act).toHaveBeenCalledTimes(2)
})

test('the space bar holds the golden, but not from a dialog', () => {
  const { getByRole } = render(<Page />)
  fireEvent.keyDown(getByRole('dialog'), { key: ' ' })
  expect(hold).not.toHaveBeenCalled()
  fireEvent.keyDown(document.body, { key: ' ' })
  expect(hold).toHaveBeenCalledExactlyOnceWith(true)
})
