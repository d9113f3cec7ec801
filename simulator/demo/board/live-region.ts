import { createLogUpdate } from 'log-update'
import stringWidth from 'string-width'

/** The terminal that the board is drawn on: a part of `tty.WriteStream`. */
export type Terminal = NodeJS.WritableStream & {
  isTTY?: boolean
  columns: number
  rows: number
}

/** The lower end of a terminal, which is drawn again and again. */
export type LiveRegion = {
  /** Draws lines in the place of those before. */
  draw: (lines: readonly string[]) => void
  /** Prints a text above, which stays. */
  print: (text: string) => void
  /** Removes the lines that were drawn, and shows the cursor again. */
  end: () => void
}

const hideCursor = '\x1b[?25l'
/** Shows the cursor again, and changes nothing else. */
export const showCursor = '\x1b[?25h'
const eraseLineAndGoUp = '\x1b[2K\x1b[1A'

/**
 * Creates the region. If the terminal becomes narrower, it wraps the lines that are there, so more
 * lines have to be erased than were drawn. log-update does not know of that.
 */
export function createLiveRegion(terminal: Terminal): LiveRegion {
  // log-update would hide the cursor of stderr.
  const update = createLogUpdate(terminal, { showCursor: true })
  let drawn: readonly string[] = []
  let widthThen = terminal.columns

  function clear(): void {
    if (drawn.length === 0) return
    const { columns } = terminal
    if (columns < widthThen) terminal.write(eraseLineAndGoUp.repeat(extraLines(drawn, columns)))
    update.clear()
    drawn = []
  }

  return {
    draw: lines => {
      if (terminal.columns !== widthThen) clear()
      if (drawn.length === 0) terminal.write(hideCursor)
      widthThen = terminal.columns
      update(lines.join('\n'))
      drawn = lines
    },
    print: text => {
      const again = drawn
      clear()
      terminal.write(text)
      if (again.length === 0) return
      update(again.join('\n'))
      drawn = again
    },
    end: () => {
      if (drawn.length === 0) return
      clear()
      terminal.write(showCursor)
    }
  }
}

/** How many more lines the drawn lines take on a narrower terminal. */
function extraLines(lines: readonly string[], columns: number): number {
  const extra = lines.map(line => Math.max(0, Math.ceil(stringWidth(line) / columns) - 1))
  return extra.reduce((sum, count) => sum + count, 0)
}
