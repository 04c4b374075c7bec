import { expect, test } from 'vitest'
import { readEnv, readLauncherEnv } from '@/lib/server/env'

const REQUIRED = { DATABASE_URL: 'postgres://a@127.0.0.1/b', FLEET_SECRET: 'a secret of the fleet' }

test('an operator who sets nothing gets one edge on 8080 and the dashboard on 3000, previews on 3001, on the loopback alone', () => {
  expect(readEnv(REQUIRED)).toMatchObject({
    EDGE_HOST: '127.0.0.1',
    EDGE_PORT: 8080,
    DASHBOARD_HOST: '127.0.0.1',
    PORT: 3000,
    PREVIEW_PORT: 3001,
    CONTROL_PORT: 0,
    TRUSTED_PROXIES: [],
    PREVIEW_SUFFIX: 'localhost',
    REGION: 'local',
    REGION_CACHE_MB: 256,
    NODE_ENV: 'production',
    ISR_TEST_CLOCK: false,
  })
})

test('the launcher needs neither a database nor a secret: it has its own', () => {
  expect(readLauncherEnv({}).DATABASE_URL).toBeUndefined()
  expect(() => readEnv({})).toThrow(/DATABASE_URL: must be set[\s\S]*FLEET_SECRET: must be set/)
})

test('a wrong secret is named and not repeated', () => {
  const wrong = { ...REQUIRED, FRESHET_SECRET_KEY: 'swordfish', FLEET_SECRET: 'too short' }
  expect(() => readEnv(wrong)).toThrow(
    /FRESHET_SECRET_KEY: must be 32 bytes in base64[\s\S]*FLEET_SECRET|FLEET_SECRET[\s\S]*FRESHET_SECRET_KEY/,
  )
  expect(() => readEnv(wrong)).not.toThrow(/swordfish|too short/)
  const key = Buffer.alloc(32, 7).toString('base64')
  expect(readEnv({ ...REQUIRED, FRESHET_SECRET_KEY: `${key}, ${key}` }).FRESHET_SECRET_KEY).toBe(`${key}, ${key}`)
})

test('an empty variable counts as not set', () => {
  expect(readLauncherEnv({ PORT: '', DATABASE_URL: '' })).toMatchObject({ PORT: 3000 })
})

test.each([
  ['EDGE_PORT', '80a', 'a port number, 1 to 65535'],
  ['EDGE_PORT', '0', 'a port number, 1 to 65535'],
  ['PORT', '70000', 'a port number, 1 to 65535'],
  ['PORT', '1.5', 'a port number, 1 to 65535'],
  ['PORT', '0', 'a port number, 1 to 65535'],
  ['CONTROL_PORT', '99999', 'a port number, 0 to 65535'],
  ['PREVIEW_PORT', '-1', 'a port number, 0 to 65535'],
  ['EDGE_HOST', 'everywhere', 'an IP address'],
  ['DATABASE_URL', 'mysql://x', 'a postgres:// connection string'],
  ['TRUSTED_PROXIES', '10.0.0.0/33', 'IP addresses or CIDR blocks'],
  ['TRUSTED_PROXIES', '10.0.0.1,proxy', 'IP addresses or CIDR blocks'],
  ['PREVIEW_SUFFIX', '.example.com', 'without a leading dot'],
  ['SITES_URL', 'https://shop.example.com', 'https://*'],
  ['SITES_URL', 'https://*/shop', 'https://*'],
  ['SITES_URL', 'https://*:0', 'with a port from 1 to 65535'],
  ['SITES_URL', 'https://*:99999', 'with a port from 1 to 65535'],
  ['SITES_URL', 'https://*:', 'with a port from 1 to 65535'],
  ['PREVIEW_URL', 'https://previews.example.net:0', 'a URL with a port from 1 to 65535'],
  ['PREVIEW_URL', 'https://*.example.net:99999', 'a URL, such as'],
  ['DASHBOARD_URL', 'http://localhost:0', 'a URL with a port from 1 to 65535'],
  ['DASHBOARD_URL', 'http://localhost:65536', 'a URL, such as'],
  ['DATABASE_URL', 'postgres://db.internal:0/freshet', 'with ports from 1 to 65535'],
  ['DATABASE_URL', 'postgres://db.internal:99999/freshet', 'with ports from 1 to 65535'],
  ['DATABASE_URL', 'postgres://one:5432,two:99999/freshet', 'with ports from 1 to 65535'],
  ['REGION', 'Frankfurt 1', 'lower-case letters, digits and hyphens'],
  ['REGION_CACHE_MB', 'lots', 'a number of megabytes'],
  ['REGION_CACHE_MB', '1', 'at least 8'],
  ['LOG_LEVEL', 'loud', 'trace, debug, info, warn, error or fatal'],
  ['ISR_TEST_CLOCK', 'yes', '0 or 1'],
])('%s=%s is refused, naming the variable and what is allowed', (name, value, allowed) => {
  const read = () => readEnv({ ...REQUIRED, NODE_ENV: 'test', [name]: value })
  expect(read).toThrow(name)
  expect(read).toThrow(allowed)
})

test.each([
  ['SITES_URL', 'https://*'],
  ['SITES_URL', 'http://*:65535'],
  ['PREVIEW_URL', 'https://*.freshet-previews.example.net:8443'],
  ['DASHBOARD_URL', 'http://localhost:1'],
  ['DATABASE_URL', 'postgres://a:99999@127.0.0.1:5432/b?sslmode=require'],
  ['DATABASE_URL', 'postgresql://a:secret@[::1]:5432/b'],
  ['DATABASE_URL', 'postgres://a:secret@one:5432,two:5433/b'],
  ['DATABASE_URL', 'postgres:///b?host=/var/run/postgresql'],
])('%s=%s is taken as it is', (name, value) => {
  expect(readEnv({ ...REQUIRED, [name]: value })).toMatchObject({ [name]: value })
})

test('what nobody has to know beforehand may have any free port', () => {
  expect(readEnv({ ...REQUIRED, CONTROL_PORT: '0', PREVIEW_PORT: '0' })).toMatchObject({
    CONTROL_PORT: 0,
    PREVIEW_PORT: 0,
  })
})

test('proxies are addresses and blocks of both families', () => {
  expect(readEnv({ ...REQUIRED, TRUSTED_PROXIES: '10.0.0.0/8, ::1 ,fd00::/8' }).TRUSTED_PROXIES).toEqual([
    '10.0.0.0/8',
    '::1',
    'fd00::/8',
  ])
})

test('a password in a wrong variable is not printed', () => {
  expect(() => readEnv({ ...REQUIRED, DATABASE_URL: 'mysql://a:hunter2@h/b' })).not.toThrow('hunter2')
})

test('the test clock is refused in production', () => {
  expect(() => readEnv({ ...REQUIRED, ISR_TEST_CLOCK: '1' })).toThrow('ISR_TEST_CLOCK')
  expect(readEnv({ ...REQUIRED, ISR_TEST_CLOCK: '1', NODE_ENV: 'test' }).ISR_TEST_CLOCK).toBe(true)
})
