/** Words as one command line that a POSIX shell takes apart into the same words, ready to paste. */
export function commandLine(...words: readonly string[]): string {
  return words.map(shellWord).join(' ')
}

/** A word of a command line, quoted where the shell needs it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
