/** A commit that was given up while it was in flight: it may still be stored. */
export class UnconfirmedCommit extends Error {
  /** Resolves once it is settled: whatever is not stored by then never will be. */
  readonly ended: Promise<void>

  constructor(commit: Promise<unknown>, options: ErrorOptions) {
    super('What was made may be stored, or may be later.', options)
    const over = () => {}
    this.ended = commit.then(over, over)
  }
}
