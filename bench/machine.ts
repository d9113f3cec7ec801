import { cpus, totalmem } from 'node:os'

/** Where and when the figures were taken. */
export type Machine = {
  cpu: string
  cores: number
  memoryGB: number
  platform: string
  node: string
  date: string
}

/** This machine, now. */
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
