/** Whether all of these are on one domain, which then need not be told of each. */
export function isOfOneDomain(pages: readonly { readonly domain: string }[]): boolean {
  return new Set(pages.map(({ domain }) => domain)).size < 2
}
