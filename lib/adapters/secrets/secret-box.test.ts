import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createSecretBox } from '@/lib/adapters/secrets/secret-box'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const place = { projectId: 'prj_1', environment: 'production', name: 'CMS_TOKEN' }
const VALUE = 'a secret of 日本\nwith a second line'
const may = { mayMakeKey: true }
const newKey = () => randomBytes(32).toString('base64')

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'freshet-secrets-'))
  folders.push(folder)
  return folder
}
const boxOf = (setting?: string, dataDir = emptyFolder()) => createSecretBox({ setting, dataDir })

test('what was sealed opens again, and neither the row nor its fingerprint holds the value', async () => {
  const box = boxOf(newKey())
  const { fingerprint, ...row } = await box.seal(place, VALUE, may)
  expect(await box.open(place, row)).toBe(VALUE)
  expect(Buffer.from(row.sealed).includes('secret')).toBe(false)
  expect(fingerprint).toMatch(/^[0-9a-f]{8}$/)
  const again = await box.seal(place, VALUE, may)
  expect(Buffer.from(again.sealed).equals(Buffer.from(row.sealed))).toBe(false)
})

test.each([
  ['project', { projectId: 'prj_2' }],
  ['environment', { environment: 'preview' }],
  ['name', { name: 'OTHER' }],
])('a row that is moved to another %s does not open', async (_title, other) => {
  const box = boxOf(newKey())
  const row = await box.seal(place, VALUE, may)
  await expect(box.open({ ...place, ...other }, row)).rejects.toThrow(/was changed since it was set/)
})

test('a changed byte, anywhere in the row, is told and never opened', async () => {
  const box = boxOf(newKey())
  const row = await box.seal(place, 'short', may)
  for (const index of row.sealed.keys()) {
    const sealed = Uint8Array.from(row.sealed, (byte, at) => (at === index ? byte ^ 1 : byte))
    await expect(box.open(place, { ...row, sealed })).rejects.toThrow('Set it again')
  }
  await expect(box.open(place, { ...row, sealed: row.sealed.subarray(0, 7) })).rejects.toThrow('Set it again')
})

test('equal values have equal fingerprints within a project and a key, and in no other', async () => {
  const setting = newKey()
  const [box, other] = [boxOf(setting), boxOf(newKey())]
  const print = async (from: typeof box, at: typeof place, value: string) =>
    (await from.seal(at, value, may)).fingerprint
  const first = await print(box, place, VALUE)
  expect(await print(boxOf(setting), { ...place, name: 'B', environment: 'preview' }, VALUE)).toBe(first)
  expect(await print(box, place, `${VALUE} `)).not.toBe(first)
  expect(await print(box, { ...place, projectId: 'prj_2' }, VALUE)).not.toBe(first)
  expect(await print(other, place, VALUE)).not.toBe(first)
})

test('a new key in front seals from then on, and what the old one sealed still opens', async () => {
  const [old, recent] = [newKey(), newKey()]
  const row = await boxOf(old).seal(place, VALUE, may)
  const box = boxOf(`${recent},${old}`)
  expect(await box.open(place, row)).toBe(VALUE)
  const [newest] = await box.keyIds()
  expect((await box.seal(place, VALUE, may)).keyId).toBe(newest)
  expect(newest).not.toBe(row.keyId)
})

test('a lost key is told by the setting that would bring it', async () => {
  const row = await boxOf(newKey()).seal(place, VALUE, may)
  await expect(boxOf(newKey()).open(place, row)).rejects.toThrow(
    new RegExp(`need the key ${row.keyId}.*FRESHET_SECRET_KEY`),
  )
  await expect(boxOf().seal(place, VALUE, { mayMakeKey: false })).rejects.toThrow(/FRESHET_SECRET_KEY/)
})

test('without the setting a key is made once, for its user alone, and shared by who reads the folder', async () => {
  const folder = emptyFolder()
  const boxes = Array.from({ length: 8 }, () => boxOf(undefined, folder))
  const rows = await Promise.all(boxes.map((box) => box.seal(place, VALUE, may)))
  expect(new Set(rows.map(({ keyId }) => keyId)).size).toBe(1)
  expect(readdirSync(folder)).toEqual(['secret-key'])
  expect(statSync(join(folder, 'secret-key')).mode & 0o777).toBe(0o600)
  const [keyId] = await boxOf(readFileSync(join(folder, 'secret-key'), 'utf8')).keyIds()
  expect(keyId).toBe(rows[0]?.keyId)
})

test('a broken key file is named, and what it holds is not', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'secret-key'), 'swordfish')
  const refused = boxOf(undefined, folder).seal(place, VALUE, may)
  await expect(refused).rejects.toThrow(/secret-key holds no usable key/)
  await expect(refused).rejects.not.toThrow(/swordfish/)
})

test.each([
  [Buffer.alloc(32).toString('base64'), 1],
  [Buffer.alloc(32).toString('base64url'), 1],
  [`${Buffer.alloc(32).toString('base64')}, ${Buffer.alloc(32, 1).toString('base64')}`, 2],
])('a setting %j is %i keys', async (text, count) => {
  expect(await boxOf(text).keyIds()).toHaveLength(count)
})

test.each([
  '',
  'swordfish',
  'a'.repeat(43),
  Buffer.alloc(31).toString('base64'),
  `${Buffer.alloc(32).toString('base64')},no`,
])('a setting %j is refused by its name', async (text) => {
  await expect(boxOf(text).keyIds()).rejects.toThrow(/^FRESHET_SECRET_KEY holds no usable key/)
})
