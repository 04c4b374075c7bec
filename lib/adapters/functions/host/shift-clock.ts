const RealDate = globalThis.Date
let offsetMs = 0

/**
 * Moves the function's wall clock by this much against the machine's; for tests of the product. `Date` is replaced by
 * the first shift only, so that a function in production has the real one.
 */
export function shiftClock(newOffsetMs: number): void {
  offsetMs = newOffsetMs
  if (globalThis.Date !== RealDate || offsetMs === 0) return
  globalThis.Date = shiftedDate()
  RealDate.prototype.constructor = globalThis.Date
}

function shiftedDate(): DateConstructor {
  const nowMs = () => RealDate.now() + offsetMs
  return new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [nowMs()] : args, newTarget),
    apply: () => new RealDate(nowMs()).toString(),
    get: (target, name, receiver) => (name === 'now' ? nowMs : Reflect.get(target, name, receiver)),
  })
}
