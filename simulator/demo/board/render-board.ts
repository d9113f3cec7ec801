import stringWidth from 'string-width'
import type { Palette } from '../screen/screen.ts'
import { secondsLeft } from './estimate.ts'
import type { BoardState, Row, RowState } from './row.ts'

export type BoardSize = {
  /** Columns and lines of the terminal. */
  width: number
  height: number
  palette: Palette
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
/** Lines of the terminal that the board leaves to what was printed before. */
const linesKept = 3
/** Beside rows the board has a title, and a line that counts the rows that have no room. */
const linesOfFrame = 2
const fewestRows = 3
const timeWidth = 5
const stepsWidth = 8
/** On a terminal that is narrower than this, a row is only a mark and a hostname. */
const leastWidth = 40

/**
 * Draws the board: a title with the progress, and a row for each hostname with its steps, its time
 * and what it waits for. It does nothing but turn a state into lines.
 * @returns lines, none of them wider than the terminal; never more than the terminal has
 */
export function renderBoard(state: BoardState, size: BoardSize): string[] {
  const room = Math.max(fewestRows, size.height - linesKept - linesOfFrame)
  const shown = chooseRows(state.rows, room)
  const hidden = state.rows.filter(row => !shown.includes(row))
  const columns = columnsFor(shown, size.width)
  const lines = [
    titleLine(state, size),
    ...shown.map(row =>
      size.width < leastWidth
        ? cut(`${markOf(row.state, state.frame)} ${row.hostname}`, size.width)
        : rowLine(row, state, columns, size.palette)
    ),
    ...(hidden.length === 0 ? [] : [size.palette.dim(cut(hiddenLine(hidden), size.width))])
  ]
  return lines.slice(0, Math.max(1, size.height - 1))
}

/** If there is no room for all, those that are under way come first, then the latest. */
function chooseRows(rows: readonly Row[], room: number): readonly Row[] {
  if (rows.length <= room) return rows
  const order = (row: Row) => (row.endedAt === undefined ? 0 : 1)
  const byNews = [...rows].sort(
    (a, b) => order(a) - order(b) || (b.endedAt ?? 0) - (a.endedAt ?? 0)
  )
  const chosen = new Set(byNews.slice(0, room))
  return rows.filter(row => chosen.has(row))
}

function titleLine({ title, rows, now }: BoardState, { width, palette }: BoardSize): string {
  const ended = rows.filter(({ endedAt }) => endedAt !== undefined).length
  const began = Math.min(...rows.map(({ beganAt }) => beganAt))
  const elapsed = rows.length === 0 ? 0 : Math.max(0, (now - began) / 1000)
  const left = secondsLeft(rows, elapsed)
  const progress = rows.length === 0 ? '' : `: ${ended} of ${rows.length}`
  const estimate = left === undefined ? '' : `, about ${duration(left)} left`
  return palette.bold(cut(`${title}${progress}, ${duration(elapsed)}${estimate}`, width))
}

/** How wide the columns are: the text has at least 30 columns of 80. */
function columnsFor(rows: readonly Row[], width: number): { hostname: number; text: number } {
  const longest = Math.max(12, ...rows.map(({ hostname }) => stringWidth(hostname)))
  const others = 2 + 2 + stepsWidth + 2 + timeWidth + 2
  const hostname = Math.min(longest, Math.max(12, Math.floor((width - others) * 0.46)))
  return { hostname, text: Math.max(0, width - others - hostname) }
}

function rowLine(
  row: Row,
  { now, frame }: BoardState,
  columns: { hostname: number; text: number },
  palette: Palette
): string {
  const paint = colourOf(row.state, palette)
  const seconds = ((row.endedAt ?? now) - row.beganAt) / 1000
  const parts = [
    `${paint(markOf(row.state, frame))} ${palette.cyan(pad(row.hostname, columns.hostname))}`,
    paint(pad(stepsOf(row), stepsWidth)),
    palette.dim(duration(seconds).padStart(timeWidth)),
    paint(cut(row.text, columns.text))
  ]
  return parts.join('  ').trimEnd()
}

/** A sign for each step: done, under way, still to come. */
function stepsOf({ steps, state }: Row): string {
  const signs = { done: '■', now: '▣', open: '□' }
  return state === 'refused' ? '' : steps.map(step => signs[step]).join('')
}

function markOf(state: RowState, frame: number): string {
  if (state === 'ready' || state === 'gone') return '✓'
  if (state === 'refused') return '✗'
  return spinner[frame % spinner.length] ?? '·'
}

function colourOf(state: RowState, palette: Palette): (text: string) => string {
  if (state === 'ready') return palette.green
  if (state === 'refused') return palette.yellow
  return state === 'gone' ? palette.dim : text => text
}

function hiddenLine(rows: readonly Row[]): string {
  const counts = (['under way', 'going', 'ready', 'refused', 'gone'] as const).flatMap(state => {
    const count = rows.filter(row => row.state === state).length
    return count === 0 ? [] : [`${count} ${state}`]
  })
  return `  … and ${rows.length} more: ${counts.join(', ')}`
}

/** Seconds as people say them: `8 s`, `95 s`, `4 min`. */
function duration(seconds: number): string {
  const whole = Math.floor(seconds)
  return whole < 100 ? `${whole} s` : `${Math.round(whole / 60)} min`
}

/** The text in exactly so many columns. */
function pad(text: string, width: number): string {
  const short = cut(text, width)
  return short + ' '.repeat(Math.max(0, width - stringWidth(short)))
}

/** The text in at most so many columns; what is left out is an ellipsis. */
function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let result = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(result) + stringWidth(segment) > width - 1) break
    result += segment
  }
  return width < 1 ? '' : `${result}…`
}
