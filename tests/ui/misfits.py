"""What does not fit a page: targets that are too small or cut off, texts that are clipped."""

from playwright.sync_api import Page

LEAST_TARGET_PX = 37  # 10 mm at the 3.78 px that a panel has until it is measured

_TARGETS = """
(least) => {
  const kinds = ['button', 'link', 'slider', 'checkbox', 'radio', 'switch', 'tab', 'option', 'menuitem', 'spinbutton']
  const named = kinds.map((kind) => `[role=${kind}]`).join(',')
  const all = [...document.querySelectorAll(`button, a[href], input, select, summary, ${named}`)]
  const isSeen = (each) => each.checkVisibility({ visibilityProperty: true })
  const seen = all.filter((each) => isSeen(each) && !each.closest('[inert], .visually-hidden, [aria-hidden=true]'))
  const scrolls = (each) => /auto|scroll/.test(getComputedStyle(each).overflowX)
  const isIn = (each) => each !== null && (scrolls(each) || isIn(each.parentElement))
  // A box that is ticked by its label is as large as its label.
  const place = (each) => (each.closest('label') ?? each).getBoundingClientRect()
  return seen.flatMap((each) => {
    const { width, height, left, right } = place(each)
    if (width === 0 || height === 0) return []
    const name = `${each.tagName} "${each.ariaLabel ?? each.textContent.trim().slice(0, 40)}"`
    if (Math.min(width, height) < least) return [`${name} is ${Math.round(width)} x ${Math.round(height)} px`]
    return !isIn(each) && (left < -1 || right > innerWidth + 1) ? [`${name} lies outside`] : []
  })
}
"""

_CLIPPED = """
() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  const range = document.createRange()
  while (texts.nextNode()) {
    const owner = texts.currentNode.parentElement
    if (!/\\p{L}{2}/u.test(texts.currentNode.textContent)) continue
    if (owner.closest('.visually-hidden, svg') || !owner.checkVisibility({ visibilityProperty: true })) continue
    range.selectNodeContents(texts.currentNode)
    const { left, right, top, bottom, width } = range.getBoundingClientRect()
    if (width === 0) continue
    for (let at = owner; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at)
      // What is cut with dots on purpose carries the whole text as its title; what scrolls can be reached.
      if (at.title !== '' || /auto|scroll/.test(style.overflowX + style.overflowY)) break
      const box = at === document.documentElement ? new DOMRect(0, 0, innerWidth, Infinity) : at.getBoundingClientRect()
      if (at !== document.documentElement && style.overflowX === 'visible' && style.overflowY === 'visible') continue
      if (left < box.left - 1.5 || right > box.right + 1.5 || top < box.top - 3 || bottom > box.bottom + 3) {
        found.push(`"${texts.currentNode.textContent.trim().slice(0, 60)}" in ${at.tagName}.${at.className}`)
        break
      }
    }
  }
  return found
}
"""


def misfit_targets(page: Page, least_px: float = LEAST_TARGET_PX) -> list[str]:
    """Return every target a finger cannot hit: smaller than `least_px`, or beyond the edge of the screen."""
    return list(page.evaluate(_TARGETS, least_px))


def clipped_texts(page: Page) -> list[str]:
    """Return every text that is cut off by what it stands in, but for what says it whole in its title."""
    return list(page.evaluate(_CLIPPED))
