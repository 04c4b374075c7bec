import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import {
  makeSecretKey,
  readSecretKeys,
  type SecretKey,
  SecretKeyError,
  type SecretKeySource,
} from '@/lib/adapters/secrets/secret-keys'

/** Where a value belongs. A sealed value opens in its own place only, so rows cannot be swapped. */
export type SecretPlace = { readonly projectId: string; readonly environment: string; readonly name: string }

export type SealedSecret = { readonly keyId: string; readonly nonce: Uint8Array; readonly sealed: Uint8Array }

export type SecretBox = {
  /** Ids of the keys that this machine has, the one that seals first. */
  keyIds(): Promise<readonly string[]>
  /** Seals with the newest key. `mayMakeKey`: a machine without any may make itself one. */
  seal(
    place: SecretPlace,
    value: string,
    options: { readonly mayMakeKey: boolean },
  ): Promise<SealedSecret & { readonly fingerprint: string }>
  /** Rejects when no key fits, or when the row was changed or belongs elsewhere. */
  open(place: SecretPlace, secret: SealedSecret): Promise<string>
}

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const FINGERPRINT_LENGTH = 8

/**
 * Seals and opens values with keys that are not in the database. Keys are read anew each time, which is seldom: who puts
 * one in place need not start anything again. Rejects with `SecretKeyError`, which never holds a value.
 */
export function createSecretBox(source: SecretKeySource): SecretBox {
  return {
    keyIds: async () => (await readSecretKeys(source)).map(({ id }) => id),
    async seal(place, value, { mayMakeKey }) {
      const key = await sealingKey(source, mayMakeKey)
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key.sealing, nonce).setAAD(addressOf(place))
      const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return { keyId: key.id, nonce, sealed, fingerprint: fingerprintOf(key, place, value) }
    },
    async open(place, { keyId, nonce, sealed }) {
      const key = (await readSecretKeys(source)).find(({ id }) => id === keyId)
      if (key === undefined) throw missingKey(keyId)
      try {
        const decipher = createDecipheriv(CIPHER, key.sealing, nonce, { authTagLength: TAG_BYTES })
        decipher.setAAD(addressOf(place)).setAuthTag(sealed.subarray(-TAG_BYTES))
        return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')
      } catch (cause) {
        const message = `The stored value of ${place.name} (${place.environment}) was changed since it was set. Set it again.`
        throw new SecretKeyError(message, { cause })
      }
    },
  }
}

async function sealingKey(source: SecretKeySource, mayMakeKey: boolean): Promise<SecretKey> {
  const [key] = await readSecretKeys(source)
  if (key !== undefined) return key
  if (!mayMakeKey) {
    throw new SecretKeyError(
      'Variables were set with a key that this machine does not have. Set FRESHET_SECRET_KEY, or copy the file secret-key from the data folder of the machine that set them.',
    )
  }
  await makeSecretKey(source)
  return sealingKey(source, false)
}

function missingKey(keyId: string): SecretKeyError {
  return new SecretKeyError(
    `The variables of this project need the key ${keyId}, which this machine does not have. Set FRESHET_SECRET_KEY, or copy the file secret-key into FRESHET_DATA_DIR; if the key is lost, set the variables again.`,
  )
}

/** Fields are length-prefixed, so that no name can pose as another place. */
function addressOf({ projectId, environment, name }: SecretPlace): Buffer {
  return Buffer.from([projectId, environment, name].map((field) => `${field.length}:${field}`).join(''))
}

/**
 * Equal values of one project have equal fingerprints, whatever their names. Keyed, so that who has only the database
 * cannot try values; of one project, so that projects cannot be compared; short, since people compare it.
 */
function fingerprintOf(key: SecretKey, { projectId }: SecretPlace, value: string): string {
  const mac = createHmac('sha256', key.fingerprinting).update(`${projectId.length}:${projectId}`).update(value)
  return mac.digest('hex').slice(0, FINGERPRINT_LENGTH)
}
