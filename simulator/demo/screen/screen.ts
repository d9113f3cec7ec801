import pc from 'picocolors'

/** Colours, as functions from text to text. */
export type Palette = ReturnType<typeof pc.createColors>

/** Where the demo tells its story. */
export type Screen = {
  palette: Palette
  line: (text?: string) => void
  heading: (text: string) => void
}

/** Writes lines in colour or plain. */
export function createScreen(write: (text: string) => void, isColoured: boolean): Screen {
  const palette = pc.createColors(isColoured)
  const line = (text = '') => write(`${text}\n`)
  return { palette, line, heading: text => line(`\n${palette.bold(text)}`) }
}

/** For `--json`: the story is told to nobody. */
export function createSilentScreen(): Screen {
  return createScreen(() => undefined, false)
}
