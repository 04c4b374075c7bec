import { hash, verify } from '@node-rs/argon2'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. The package's default algorithm is argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Hash of a password nobody has: checking against it takes as long as against a real one. */
let hashOfNobody: Promise<string> | undefined

/** The encoded argon2id hash, salt and cost included. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

/** What a password is checked against: the operator's own hash, or of an unknown one a hash that costs as much. */
export async function hashToCheck(passwordHash: string | undefined): Promise<string> {
  hashOfNobody ??= hashPassword('nobody')
  return passwordHash ?? hashOfNobody
}

/** Whether the password is right. An unknown operator (`undefined`) is wrong, after just as long. */
export async function isRightPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const isRight = await verify(await hashToCheck(passwordHash), password)
  return isRight && passwordHash !== undefined
}
