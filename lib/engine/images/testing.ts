import type { ImagesRule } from '@/lib/engine/images/image-rules'

/** Rules of a site that wants widths 64 and 640, and WebP. */
export function imagesRule(rule: Partial<ImagesRule> = {}): ImagesRule {
  return {
    sizes: [64, 640],
    domains: [],
    remotePatterns: [],
    localPatterns: null,
    qualities: null,
    formats: ['image/webp'],
    minimumCacheTtlSeconds: 60,
    allowsSvg: false,
    contentSecurityPolicy: "script-src 'none'; sandbox;",
    dispositionType: 'attachment',
    ...rule,
  }
}
