import type { Expression } from '@/lib/engine/routing/linear/parse-expression'

/** Ways to match that JavaScript's engine may try for each length of the one endless repeat. */
const MAX_WAYS = 64

/**
 * Whether JavaScript's own engine, which is the faster one, is linear for this expression too: it begins at the start of
 * the text, has one endless repeat at most, of a single unit, and few alternatives around it. Most routes are like that.
 */
export function isPlain(expression: Expression): boolean {
  const { ways, endless } = measure(expression)
  return beginsAtStart(expression) && ways <= MAX_WAYS && endless <= 1
}

/** Whether nothing can match but from the start of the text. */
export function beginsAtStart(expression: Expression): boolean {
  switch (expression.kind) {
    case 'position':
      return expression.is === 'start'
    case 'choice':
      return expression.options.every(beginsAtStart)
    case 'sequence':
      return expression.parts[0] !== undefined && beginsAtStart(expression.parts[0])
    case 'group':
      return beginsAtStart(expression.part)
    case 'unit':
    case 'repeat':
    case 'look':
      return false
  }
}

type Measure = { readonly ways: number; readonly endless: number }

function measure(expression: Expression): Measure {
  switch (expression.kind) {
    case 'unit':
    case 'position':
      return { ways: 1, endless: 0 }
    case 'group':
      return measure(expression.part)
    case 'look':
      return { ways: Infinity, endless: 0 }
    case 'sequence':
      return expression.parts.map(measure).reduce(both, { ways: 1, endless: 0 })
    case 'choice': {
      const options = expression.options.map(measure)
      const ways = options.reduce((sum, option) => sum + option.ways, 0)
      return { ways, endless: options.reduce((sum, option) => sum + option.endless, 0) }
    }
    case 'repeat': {
      const { part, max } = expression
      if (max === Infinity) return { ways: part.kind === 'unit' ? 1 : Infinity, endless: 1 }
      const inner = measure(part)
      return { ways: max === 0 ? 1 : (inner.ways + 1) ** max, endless: inner.endless * max }
    }
  }
}

const both = (one: Measure, other: Measure): Measure => ({
  ways: one.ways * other.ways,
  endless: one.endless + other.endless,
})
