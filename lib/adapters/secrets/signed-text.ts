import { createHmac, timingSafeEqual } from 'node:crypto'

/** Signs what browsers carry, and reads it back. */
export type Signer = ReturnType<typeof createSigner>

/**
 * Signs text so that only the fleet can make it. The purpose is part of the signature: text signed for one purpose, or
 * anything else that was signed with the secret, is not valid for another.
 */
export function createSigner(secret: string) {
  const signatureOf = (purpose: string, text: string) =>
    createHmac('sha256', secret).update(`freshet:${purpose}\n${text}`).digest('base64url')
  return {
    sign(purpose: string, claims: Readonly<Record<string, unknown>>): string {
      const text = Buffer.from(JSON.stringify(claims)).toString('base64url')
      return `${text}.${signatureOf(purpose, text)}`
    },
    /** What was signed for that purpose, to be parsed by the caller; `undefined` for anything else. */
    read(purpose: string, signed: string): unknown {
      const [text = '', signature = '', ...rest] = signed.split('.')
      // As text: of base64url two spellings can say the same bytes, and what was used must not come back in another spelling.
      const given = Buffer.from(signature)
      const right = Buffer.from(signatureOf(purpose, text))
      if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return undefined
      const claims: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
      return claims
    },
  }
}
