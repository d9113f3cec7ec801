import { cpus, totalmem } from 'node:os'

/** The machine and the date of a measurement. */
export type Machine = {
  cpu: string
  cores: number
  memoryGB: number
  platform: string
  node: string
  date: string
}

/** Describes this machine, with the date of today. */
export function thisMachine(): Machine {
  const [first] = cpus()
  return {
    cpu: first?.model.trim() || 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10)
  }
}
