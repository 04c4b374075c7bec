/** Where to go after signing in: only a path of this dashboard, whatever a link says; else the projects. */
export function safeNextHref(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next)) return '/'
  // Browsers drop tabs and newlines from addresses, so "/<tab>/evil" would leave the dashboard.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  return /[\u0000-\u001f]/.test(next) || next.startsWith('/api/') ? '/' : next
}
