import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { canReach, parsePasswd } from '@/lib/launcher/identity'

const STRANGER = { name: 'stranger', ids: { uid: 54_321, gid: 54_321 } }

test('a user may reach what lies below folders that all may enter, and nothing below a closed one', () => {
  const top = mkdtempSync(join(tmpdir(), 'freshet-identity-'))
  onTestFinished(() => rmSync(top, { recursive: true }))
  mkdirSync(join(top, 'closed/open'), { recursive: true })
  const inside = join(top, 'closed/open/not-made-yet')
  chmodSync(join(top, 'closed/open'), 0o755)
  for (const [topMode, closedMode, expected] of [
    [0o755, 0o755, true],
    [0o711, 0o711, true],
    [0o755, 0o700, false],
    [0o700, 0o755, false],
  ] as const) {
    chmodSync(join(top, 'closed'), closedMode)
    chmodSync(top, topMode)
    expect(canReach(STRANGER, inside), `${topMode.toString(8)} ${closedMode.toString(8)}`).toBe(expected)
  }
})

test('whoever starts it may reach his own folders', () => {
  expect(canReach({ name: 'me', ids: null }, '/root/anything')).toBe(true)
})

test('users are read from /etc/passwd, and lines that are none are passed over', () => {
  expect(parsePasswd('root:x:0:0:root:/root:/bin/bash\n\n# comment\nnobody:x:65534:65533::/:/sbin/nologin\n')).toEqual([
    { name: 'root', ids: { uid: 0, gid: 0 } },
    { name: 'nobody', ids: { uid: 65_534, gid: 65_533 } },
  ])
})
