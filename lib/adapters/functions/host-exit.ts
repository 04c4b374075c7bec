/** Why the edge ended a host by itself. */
export type StopReason = 'idle' | 'evicted' | 'outdated' | 'stopped' | 'timeout' | 'memory' | 'meddled'

/** How a host came to its end. `start_failed`: it never was ready. */
export type HostExit = {
  readonly reason: StopReason | 'start_failed' | 'crashed'
  /** A sentence for the operator. */
  readonly message: string
}

/** Whether an end is all in a day's work: nobody has to look. */
export function isOrderly({ reason }: Pick<HostExit, 'reason'>): boolean {
  return reason === 'idle' || reason === 'evicted' || reason === 'outdated' || reason === 'stopped'
}

/** What an operator is told of an end; `message` is what was seen of it. */
export function explainExit(end: HostExit & { readonly memoryMb: number }): HostExit {
  const { reason, message, memoryMb } = end
  switch (reason) {
    case 'start_failed':
    case 'crashed':
      return { reason, message }
    case 'memory':
      return { reason, message: outOfMemory(memoryMb) }
    case 'timeout':
      return { reason, message: 'The function hung and was ended.' }
    case 'meddled':
      return { reason, message: 'The function interfered with the pipe between its process and the edge.' }
    case 'idle':
    case 'evicted':
    case 'outdated':
    case 'stopped':
      return { reason, message: 'The edge stopped the function.' }
  }
}

/** What the end of a process tells by itself. */
export function describeExit(code: number | null, signal: string | null, memoryMb: number): string {
  if (signal === 'SIGABRT' || code === 134) return outOfMemory(memoryMb)
  return signal === null ? `The function ended its process with code ${code}.` : `The function was ended by ${signal}.`
}

function outOfMemory(memoryMb: number): string {
  return `The function ran out of memory (${memoryMb} MB).`
}
