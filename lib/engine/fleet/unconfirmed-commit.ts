/** A commit that was given up while it was under way: it may still be stored. */
export class UnconfirmedCommit extends Error {
  /** Resolves once nothing of it can be stored any more that is not stored by then. */
  readonly ended: Promise<void>

  constructor(commit: Promise<unknown>, options: ErrorOptions) {
    super('What was made may be stored, or may be later.', options)
    const over = () => {}
    this.ended = commit.then(over, over)
  }
}
