/** Something that can be called; nothing else is known of it. */
export type Callable = (...values: readonly unknown[]) => unknown

/** Whether a value can be called. */
export function isCallable(value: unknown): value is Callable {
  return typeof value === 'function'
}

/** A property of whatever a module exported; `undefined` where there is none. */
export function member(value: unknown, name: string): unknown {
  const hasMembers = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return hasMembers ? Reflect.get(value, name) : undefined
}

const MAX_DEFAULTS = 5

/** Compilers nest `default` when they turn one module format into another. */
export function unwrapDefaults(module: unknown): unknown {
  let exported = module
  for (let depth = 0; depth < MAX_DEFAULTS; depth += 1) exported = member(exported, 'default') ?? exported
  return exported
}
