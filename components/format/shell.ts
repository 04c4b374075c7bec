/** A command line with every argument quoted as POSIX shells need it, ready to paste. */
export function commandLine(...parts: readonly string[]): string {
  return parts.map(shellQuote).join(' ')
}

function shellQuote(part: string): string {
  if (/^[\w@%+=:,./-]+$/.test(part)) return part
  return `'${part.replaceAll("'", `'\\''`)}'`
}
