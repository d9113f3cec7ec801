import { printableStyled } from './printable.ts'
import { type Output, screenOf } from './screen.ts'

/** The output of a command: no text that is written to it can steer the terminal. */
export type CleanOutput = Output & {
  /** Moves the cursor up by so many lines, and removes what is there. It needs a terminal. */
  eraseLines: (count: number) => void
}

const csi = '\x1B['

/**
 * Makes an output that writes control characters of a text visibly, such as `\u{1b}`. Texts of
 * objects, of AWS, and of kubectl's errors can have such characters, and every command writes some
 * of them. So they are cleaned where they leave the process, and no command can forget it. Colours
 * of {@link screenOf} stay.
 * @param env - says, with the output itself, whether there are colours
 */
export function cleanOutput(
  output: Output,
  env: Readonly<Record<string, string | undefined>>
): CleanOutput {
  const { isTTY, columns } = output
  const { isColorSupported } = screenOf(output, env).palette
  return {
    write: text => void output.write(printableStyled(text, isColorSupported)),
    eraseLines: count => void output.write(`${csi}${count}A${csi}J`),
    ...(isTTY !== undefined && { isTTY }),
    ...(columns !== undefined && { columns })
  }
}
