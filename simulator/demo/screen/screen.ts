import pc from 'picocolors'
import wrapANSI from 'wrap-ansi'
import { createLiveRegion, type LiveRegion, type Terminal } from '../board/live-region.ts'

/** Colours, as functions from text to text. */
export type Palette = ReturnType<typeof pc.createColors>

/** Where the demo prints what happens. */
export type Screen = {
  palette: Palette
  /** Columns of the terminal; `undefined` if the output is no terminal. */
  width: number | undefined
  /** Prints a text. On a terminal, the text wraps at words, and keeps its indentation. */
  line: (text?: string) => void
  /** Prints a command as it is, so that it can be copied. */
  command: (text: string) => void
  heading: (text: string) => void
  /** How many texts were printed so far. */
  printed: () => number
  /** Where the board is drawn; absent if each change is a line. */
  live?: { region: LiveRegion; terminal: Terminal }
}

/** Creates a screen that prints lines in colour or plain. */
export function createScreen(
  write: (text: string) => void,
  isColoured: boolean,
  width?: number
): Screen {
  const palette = pc.createColors(isColoured)
  let count = 0
  const line = (text = '') => {
    count++
    write(`${wrap(text, width)}\n`)
  }
  return {
    palette,
    width,
    line,
    command: text => {
      count++
      write(`${text}\n`)
    },
    heading: text => line(`\n${palette.bold(text)}`),
    printed: () => count
  }
}

/** Creates the screen of a terminal with a board. It prints above the board. */
export function createLiveScreen(terminal: Terminal, isColoured: boolean): Screen {
  const region = createLiveRegion(terminal)
  const screen = createScreen(region.print, isColoured, terminal.columns)
  return { ...screen, live: { region, terminal } }
}

/** Creates the screen for `--json`, which prints nothing. */
export function createSilentScreen(): Screen {
  return createScreen(() => undefined, false)
}

/** A column narrower than this is not worth wrapping into. */
const narrowestText = 20

/**
 * Wraps each line of a text at words, so that no line is wider than `width`. Each further line gets
 * the indentation of its first line. Words that are too long stay whole, so that URLs and commands
 * can be copied.
 */
export function wrap(text: string, width: number | undefined): string {
  if (width === undefined) return text
  return text
    .split('\n')
    .map(line => wrapLine(line, width))
    .join('\n')
}

function wrapLine(line: string, width: number): string {
  const indentation = /^ */.exec(line)?.[0] ?? ''
  const columns = Math.max(narrowestText, width - indentation.length)
  const wrapped = wrapANSI(line.slice(indentation.length), columns, { trim: true })
  return wrapped
    .split('\n')
    .map(part => indentation + part)
    .join('\n')
}
