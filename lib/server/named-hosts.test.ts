import { expect, test } from 'vitest'
import { readEnv } from '@/lib/server/env'
import { isForThisMachineAlone } from '@/lib/server/named-hosts'

const REQUIRED = { DATABASE_URL: 'postgres://a@127.0.0.1/b', FLEET_SECRET: 'a secret of the fleet' }

test.each([
  ['nothing is set', {}, true],
  ['the dashboard is named as this machine has it', { DASHBOARD_URL: 'http://localhost:3000' }, true],
  ['it listens on the other loopback', { EDGE_HOST: '::1' }, true],
  ['it listens for others', { EDGE_HOST: '0.0.0.0' }, false],
  ['a proxy is in front', { TRUSTED_PROXIES: '127.0.0.1' }, false],
  ['sites have a URL of their own', { SITES_URL: 'https://*' }, false],
  ['stored versions are shown to others', { PREVIEW_URL: 'https://previews.example.net' }, false],
  ['operators sign in from elsewhere', { DASHBOARD_URL: 'https://freshet.example.com' }, false],
  ['deployments have hosts that others find', { PREVIEW_SUFFIX: 'preview.example.com' }, false],
])('whether an edge is for this machine alone: %s', (_title, settings, isAlone) => {
  expect(isForThisMachineAlone(readEnv({ ...REQUIRED, ...settings }))).toBe(isAlone)
})
