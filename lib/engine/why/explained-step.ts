/** One step of an explanation: what it is about, a sentence, and the facts behind it. */
export type ExplainedStep = {
  readonly title: string
  readonly says: string
  /** Names and values, for whoever wants to know exactly. */
  readonly details: readonly (readonly [name: string, value: string])[]
  /** Journal number of the purge that the step is about; `null` when it is about none. */
  readonly purgeSeq: number | null
}

/** A step; `purgeSeq` names the purge that it is about. */
export function step(
  title: string,
  says: string,
  details: ExplainedStep['details'] = [],
  purgeSeq: number | null = null,
): ExplainedStep {
  return { title, says, details, purgeSeq }
}

/** The text as a sentence begins. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
