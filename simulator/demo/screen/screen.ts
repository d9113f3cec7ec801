import pc from 'picocolors'

/** Colours, as functions from text to text. */
export type Palette = ReturnType<typeof pc.createColors>

/** Where the demo prints what happens. */
export type Screen = {
  palette: Palette
  line: (text?: string) => void
  heading: (text: string) => void
}

/** Creates a screen that prints lines in colour or plain. */
export function createScreen(write: (text: string) => void, isColoured: boolean): Screen {
  const palette = pc.createColors(isColoured)
  const line = (text = '') => write(`${text}\n`)
  return { palette, line, heading: text => line(`\n${palette.bold(text)}`) }
}

/** Creates the screen for `--json`, which prints nothing. */
export function createSilentScreen(): Screen {
  return createScreen(() => undefined, false)
}
