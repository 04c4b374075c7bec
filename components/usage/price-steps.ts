import type { Price } from '@/lib/contract/price-sheets'

type Steps = Extract<Price, { readonly kind: 'graduated' | 'package' }>

/** A price while it is edited: what was typed as a limit may not be a number yet. */
export type EditedStep = { readonly upTo: number | string | null; readonly price: string }
export type EditedSteps = { readonly kind: Steps['kind']; readonly steps: readonly EditedStep[] }
export type EditedPrice = Extract<Price, { readonly kind: 'flat' }> | EditedSteps

export const PRICE_KINDS = [
  { kind: 'flat', words: 'one price for all' },
  { kind: 'graduated', words: 'graduated: each part at its step' },
  { kind: 'package', words: 'package: the month at one step' },
] as const

/** The same price as another kind, with what fits of what was typed. */
export function priceOfKind(price: EditedPrice, kind: string): EditedPrice {
  const first = price.kind === 'flat' ? (price.amount ?? '') : (price.steps[0]?.price ?? '')
  if (kind !== 'graduated' && kind !== 'package') return { kind: 'flat', amount: first === '' ? null : first }
  return { kind, steps: price.kind === 'flat' ? [{ upTo: null, price: first }] : price.steps }
}

/** A step more at the end, without limit. The one that had none reaches no further than is typed. */
export function addStep({ kind, steps }: EditedSteps): EditedSteps {
  const before = steps.map((step) => (step.upTo === null ? { ...step, upTo: '' } : step))
  return { kind, steps: [...before, { upTo: null, price: '' }] }
}

/** The steps without the one at an index. */
export function removeStep({ kind, steps }: EditedSteps, at: number): EditedSteps {
  return { kind, steps: steps.filter((_, index) => index !== at) }
}

/** What was typed into a step; an empty limit of the last one is none. */
export function replaceStep(
  { kind, steps }: EditedSteps,
  at: number,
  typed: { readonly upTo: string } | { readonly price: string },
): EditedSteps {
  const next =
    'price' in typed ? typed : { upTo: typed.upTo === '' && at === steps.length - 1 ? null : limitOf(typed.upTo) }
  return { kind, steps: steps.map((step, index) => (index === at ? { ...step, ...next } : step)) }
}

/** Commas between thousands are read as they are written on the page. */
function limitOf(text: string): number | string {
  const plain = text.replaceAll(',', '').trim()
  return /^\d{1,15}$/.test(plain) ? Number(plain) : text
}
