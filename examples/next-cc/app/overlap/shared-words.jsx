import { cacheTag } from 'next/cache'
import { stage } from './stage'

/** Read at once, and given when the gate is open. */
async function readWords() {
  'use cache'
  cacheTag('overlap')
  const { words } = stage
  stage.made += 1
  await stage.passed()
  return words
}

/** What both pages show. */
export async function SharedWords() {
  stage.begun += 1
  return <p>{`The words are ${await readWords()}.`}</p>
}
