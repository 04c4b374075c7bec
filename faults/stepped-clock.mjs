// Loaded before a program: at every SIGUSR2 its wall clock is stepped by as many milliseconds as the query of this module's
// URL says, and back at the next. Monotonic clocks go on as they do when a machine's clock is set.
const stepMs = Number(new URL(import.meta.url).searchParams.get('step'))
const Real = Date
let offsetMs = 0

process.on('SIGUSR2', () => {
  offsetMs = offsetMs === 0 ? stepMs : 0
})

const now = () => Real.now() + offsetMs
globalThis.Date = new Proxy(Real, {
  construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
