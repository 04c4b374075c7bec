import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a host of the origin of previews stands for: one version, until an instant of the database's clock. */
export type LabelledVersion = { readonly versionId: string; readonly endsAtMs: number }

const SIGNATURE_BYTES = 16
/** Of the version's id, of the second it ends with, and of the signature, in hex. */
const HEX_LENGTH = 32 + 8 + SIGNATURE_BYTES * 2
/** The same in the letters and digits that a host may have; DNS takes 63. */
const LABEL_LENGTH = 56

/** The first label of a host, lower-case; whoever has no key can make none. `undefined` for an id of another form. */
export function labelFor(key: string, { versionId, endsAtMs }: LabelledVersion): string | undefined {
  const id = /^ver_([0-9a-f]{32})$/.exec(versionId)?.[1]
  if (id === undefined) return undefined
  const named =
    id +
    Math.floor(endsAtMs / 1_000)
      .toString(16)
      .padStart(8, '0')
  return BigInt(`0x${named}${signatureOf(key, named)}`)
    .toString(36)
    .padStart(LABEL_LENGTH, '0')
}

/** What a label stands for; whether that has ended is for the caller to see. `undefined`: nobody with this key made it. */
export function readLabel(key: string, label: string): LabelledVersion | undefined {
  if (label.length !== LABEL_LENGTH || !/^[0-9a-z]+$/.test(label)) return undefined
  const number = [...label].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
  const hex = number.toString(16).padStart(HEX_LENGTH, '0')
  const named = hex.slice(0, 40)
  const given = Buffer.from(hex.slice(40), 'hex')
  const right = Buffer.from(signatureOf(key, named), 'hex')
  if (hex.length !== HEX_LENGTH || !timingSafeEqual(given, right)) return undefined
  return { versionId: `ver_${named.slice(0, 32)}`, endsAtMs: Number.parseInt(named.slice(32), 16) * 1_000 }
}

function signatureOf(key: string, named: string): string {
  const signature = createHmac('sha256', key).update(`a host of previews:${named}`).digest()
  return signature.subarray(0, SIGNATURE_BYTES).toString('hex')
}
