import { readFileSync } from 'node:fs'
import type { NextConfig } from 'next'

const isDevelopment = process.env.NODE_ENV === 'development'

/** Next writes inline scripts without a nonce into its pages, so inline is allowed; other origins are not. */
const contentSecurityPolicy = [
  `default-src 'self'`,
  `script-src 'self' 'unsafe-inline'${isDevelopment ? ` 'unsafe-eval'` : ''}`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `object-src 'none'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  // Previews of stored pages: their origin is a setting of the run. Each frame is sandboxed, and so is what it shows.
  'frame-src http: https:',
  `frame-ancestors 'none'`,
].join('; ')

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Read when the dashboard is built: an installation need not have the file.
  compiler: { defineServer: { FAILURE_MODES: readFileSync('docs/failure-modes.md', 'utf8') } },
  devIndicators: false,
  // `page.dev.tsx` is a page of development only: production builds do not contain the gallery.
  pageExtensions: isDevelopment ? ['dev.tsx', 'tsx', 'ts'] : ['tsx', 'ts'],
  serverExternalPackages: ['@node-rs/argon2', 'pino', 'postgres'],
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'content-security-policy', value: contentSecurityPolicy },
        { key: 'x-content-type-options', value: 'nosniff' },
        { key: 'x-frame-options', value: 'DENY' },
        { key: 'referrer-policy', value: 'same-origin' },
        { key: 'permissions-policy', value: 'camera=(), microphone=(), geolocation=()' },
      ],
    },
  ],
}

export default config
