import type { Act } from '@/components/gallery/scenes/scene'

const PATIENCE_MS = 5_000

/** Does what an operator would, each act once its control is there and can be used. Rejects where one is missing. */
export async function play(acts: readonly Act[], stage: HTMLElement, signal: AbortSignal): Promise<void> {
  for (const act of acts) {
    if ('press' in act) press(await usable(() => buttonOf(act.press, stage), act.press, signal))
    else typeInto(await usable(() => fieldOf(act.fill, stage), act.fill, signal), act.with)
  }
}

type Control = HTMLElement & { readonly disabled: boolean }
type TextField = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

async function usable<Found extends Control>(
  find: () => Found | undefined,
  name: string,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const until = performance.now() + PATIENCE_MS
  while (!signal.aborted) {
    const control = find()
    if (control !== undefined && !control.disabled) return control
    if (performance.now() > until) throw new Error(`Nothing to use is named “${name}”.`)
    await new Promise(requestAnimationFrame)
  }
  return undefined
}

/** A menu opens before the button is let go. */
function press(control: Control | undefined): void {
  if (control?.getAttribute('aria-haspopup') !== 'menu') control?.click()
  else control.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }))
}

/** The dialog on top, or the stage itself. */
function placeOf(stage: HTMLElement): ParentNode {
  return [...document.querySelectorAll('[role=dialog], [role=alertdialog], [role=menu]')].at(-1) ?? stage
}

function buttonOf(name: string, stage: HTMLElement): Control | undefined {
  const buttons = [...placeOf(stage).querySelectorAll('button')]
  const nameOf = (button: Element) => (button.getAttribute('aria-label') ?? button.textContent).trim()
  const button = buttons.find((each) => nameOf(each) === name) ?? buttons.find((each) => nameOf(each).startsWith(name))
  if (button !== undefined) return button
  const box = [...placeOf(stage).querySelectorAll('label')].find((label) => label.textContent.startsWith(name))?.control
  return box instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(box.type) ? box : undefined
}

function fieldOf(name: string, stage: HTMLElement): TextField | undefined {
  const labels = [...placeOf(stage).querySelectorAll('label')]
  const named = labels.find((label) => label.textContent.trim() === name)?.control
  const control = named ?? placeOf(stage).querySelector(`[aria-label="${CSS.escape(name)}"]`)
  return isTextField(control) ? control : undefined
}

function isTextField(control: Element | null | undefined): control is TextField {
  return (
    control instanceof HTMLInputElement ||
    control instanceof HTMLSelectElement ||
    control instanceof HTMLTextAreaElement
  )
}

/** By the setter of the element itself: React keeps one of its own to know what changed. */
function typeInto(control: TextField | undefined, text: string): void {
  if (control === undefined) return
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value')?.set?.call(control, text)
  control.dispatchEvent(new Event('input', { bubbles: true }))
  control.dispatchEvent(new Event('change', { bubbles: true }))
}
