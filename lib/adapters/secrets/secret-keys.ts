import { createHash, hkdfSync, randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A key as it is used: what seals, what makes fingerprints, and the name by which rows tell which key they need. */
export type SecretKey = { readonly id: string; readonly sealing: Uint8Array; readonly fingerprinting: Uint8Array }

/** No key, or none that fits. The message tells the operator which setting to look at and holds nothing secret. */
export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError'
}

export type SecretKeySource = {
  /** `FRESHET_SECRET_KEY`: the newest key first, older ones behind it, separated by commas. */
  readonly setting: string | undefined
  /** Where a key is kept, and made when there is none, while the setting is absent. */
  readonly dataDir: string
}

const KEY_BYTES = 32
const FILE = 'secret-key'

/** The keys of this machine, the one that seals first; none when none was made yet. Rejects with `SecretKeyError`. */
export async function readSecretKeys({ setting, dataDir }: SecretKeySource): Promise<readonly SecretKey[]> {
  if (setting !== undefined) return toKeys(setting, 'FRESHET_SECRET_KEY')
  const file = join(dataDir, FILE)
  try {
    return toKeys(await readFile(file, 'utf8'), file)
  } catch (cause) {
    if (cause instanceof SecretKeyError) throw cause
    if (isErrno(cause, 'ENOENT')) return []
    throw new SecretKeyError(`The file ${file} cannot be read. Let this user read it, or set FRESHET_SECRET_KEY.`, {
      cause,
    })
  }
}

/** Makes the key file, for its user alone; of two that do so at once, one wins and both read its key. */
export async function makeSecretKey({ dataDir }: SecretKeySource): Promise<void> {
  const file = join(dataDir, FILE)
  const own = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(own, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    await link(own, file)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  } finally {
    await rm(own, { force: true })
  }
}

function toKeys(text: string, where: string): readonly SecretKey[] {
  const keys = keyTexts(text).map(bytesOf)
  const usable = keys.filter((key) => key !== undefined)
  if (keys.length > 0 && usable.length === keys.length) return usable.map(toKey)
  throw new SecretKeyError(`${where} holds no usable key: it must be 32 bytes in base64 (openssl rand -base64 32).`)
}

function toKey(bytes: Uint8Array): SecretKey {
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', bytes, '', `freshet ${purpose}`, KEY_BYTES))
  const id = createHash('sha256').update(derive('key id')).digest('hex').slice(0, 8)
  return { id, sealing: derive('sealing'), fingerprinting: derive('fingerprint') }
}

function keyTexts(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

/** Node decodes what is no base64 too, so what it read must spell the same again. */
function bytesOf(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  const isSame = bytes.toString('base64') === text || bytes.toString('base64url') === text
  return bytes.byteLength === KEY_BYTES && isSame ? bytes : undefined
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
