/** Whether values are at fault (SQLSTATE classes 22, 23 and 54), as the error or what caused it says: not to be tried again. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && /^(?:22|23|54)...$/.test(error.code)) return true
  return isRefusal(error.cause)
}
