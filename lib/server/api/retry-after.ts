/** Seconds for the header `Retry-After`: what the operation knows, or a moment. */
export function retryAfter(details: Readonly<Record<string, unknown>> | undefined): string {
  const seconds = details?.retryAfterSeconds
  return typeof seconds === 'number' ? String(seconds) : '5'
}
