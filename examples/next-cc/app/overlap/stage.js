const key = Symbol.for('freshet.example.stage')

globalThis[key] ??= newStage()

/** What a test decides and sees: one for the process, whichever part of the build asks. */
export const stage = globalThis[key]

function newStage() {
  let gate = open()
  return {
    /** What an editor wrote last. */
    words: 'first',
    /** Renders that asked for the words, and makings of them that have read them. */
    begun: 0,
    made: 0,
    passed: () => gate.promise,
    close: () => {
      gate = Promise.withResolvers()
    },
    open: () => gate.resolve(),
  }
}

function open() {
  const gate = Promise.withResolvers()
  gate.resolve()
  return gate
}
