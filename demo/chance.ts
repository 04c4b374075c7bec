/** Numbers from 0 to 1 that a seed and what they are for decide: the same for the same, in whatever order they are asked for. */
export type Chance = (...of: readonly (string | number)[]) => number

export function chanceOf(seed: string): Chance {
  return (...of) => mixed(`${seed} ${of.join(' ')}`) / 2 ** 32
}

/** FNV-1a, stirred so that names that differ in their end alone are far apart. */
function mixed(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
