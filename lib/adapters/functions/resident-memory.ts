import { readFile } from 'node:fs/promises'

const MB = 1024 * 1024

/** Memory that a process holds, in megabytes; 0 where the system does not tell, or of a process that is gone. */
export async function readResidentMb(pid: number): Promise<number> {
  // The second number of statm(5) is the resident set, in pages of 4 KB on all systems node is built for but arm64 with
  // large pages, where this asks for less than there is.
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '')
  return (Number(statm.split(' ')[1] ?? 0) * 4096) / MB
}
