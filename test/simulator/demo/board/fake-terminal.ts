import { Writable } from 'node:stream'
import xterm from '@xterm/headless'
import type { Terminal } from '../../../../simulator/demo/board/live-region.ts'

/** A terminal that keeps what a person would see. */
export type FakeTerminal = Terminal & {
  /** All lines from the first that was printed, without those at the end that are empty. */
  lines: () => Promise<string[]>
  /** Changes the size, as a person does with a window. */
  resize: (columns: number, rows: number) => Promise<void>
  /** Everything that was written, with all control sequences. */
  written: () => Promise<string>
}

/** Makes a terminal of this size. */
export function createFakeTerminal(columns: number, rows: number): FakeTerminal {
  const options = { cols: columns, rows, scrollback: 10_000, allowProposedApi: true }
  const emulator = new xterm.Terminal({ ...options, convertEol: true })
  let written = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk)
      emulator.write(String(chunk), done)
    }
  })
  const settled = () => new Promise<void>(resolve => stream.write('', () => resolve()))
  const size = { columns, rows }
  Object.defineProperties(stream, {
    columns: { get: () => size.columns },
    rows: { get: () => size.rows }
  })
  const parts = {
    isTTY: true,
    async written() {
      await settled()
      return written
    },
    async lines() {
      await settled()
      const { active } = emulator.buffer
      const all = Array.from({ length: active.length }, (_, index) =>
        active.getLine(index)?.translateToString(true)
      )
      return all.join('\n').trimEnd().split('\n')
    },
    async resize(newColumns: number, newRows: number) {
      await settled()
      emulator.resize(newColumns, newRows)
      size.columns = newColumns
      size.rows = newRows
    }
  }
  return Object.assign(stream, parts) as typeof parts & Writable & typeof size
}
