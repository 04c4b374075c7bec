/** Rebuilds a page on demand and opens draft mode. A real site takes it from its build environment instead. */
export const BYPASS_TOKEN = 'nuxt-example-bypass-token-0123456789abcdef'
