import pc from 'picocolors'
import wrapANSI from 'wrap-ansi'

/** Where a command writes to. On a terminal it has a width. */
export type Output = { write: (text: string) => void; isTTY?: boolean; columns?: number }

/** Colours, as functions from text to text. They change nothing where there are no colours. */
export type Palette = ReturnType<typeof pc.createColors>

/** What a text may look like. */
export type Screen = {
  palette: Palette
  /** Columns for running text. */
  width: number
  /** Whether lines that were printed can be replaced. */
  isTerminal: boolean
}

/** Columns where the output is no terminal. Lines of prose are not longer on wider terminals. */
const usualWidth = 80

/**
 * The screen of an output. It has colours on a terminal, unless `NO_COLOR` is set
 * (https://no-color.org) or the terminal is dumb.
 */
export function screenOf(
  output: Output,
  env: Readonly<Record<string, string | undefined>>
): Screen {
  const isTerminal = output.isTTY === true
  const isColoured = isTerminal && !env.NO_COLOR && env.TERM !== 'dumb'
  const width = Math.min(output.columns ?? usualWidth, usualWidth)
  return { palette: pc.createColors(isColoured), width: Math.max(width, 40), isTerminal }
}

/** A screen without colours. */
export function plainScreen(width = usualWidth): Screen {
  return { palette: pc.createColors(false), width, isTerminal: false }
}

/** A text as lines that fit the screen, each with this indentation. A long word is not broken. */
export function wrapped({ width }: Screen, text: string, indent = ''): string[] {
  const lines = wrapANSI(text, Math.max(20, width - indent.length)).split('\n')
  return lines.map(line => `${indent}${line}`.trimEnd())
}
