import { readFileSync } from 'node:fs'

const PAGE_BYTES = 4_096

/** Resident memory of a process. Linux alone tells it this way. */
export function rssMb(pid: number): number {
  const [, resident = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
  return (Number(resident) * PAGE_BYTES) / 2 ** 20
}
