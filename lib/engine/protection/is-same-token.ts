/** Compares in a time that does not tell how many characters were right. */
export function isSameToken(given: string | undefined, token: string | null): boolean {
  if (given === undefined || token === null || given.length !== token.length) return false
  let difference = 0
  for (let index = 0; index < token.length; index++) difference |= given.charCodeAt(index) ^ token.charCodeAt(index)
  return difference === 0
}
