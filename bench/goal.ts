/** One goal, the figure that was measured for it, and whether the figure meets the goal. */
export type Goal = { goal: string; figure: string; met: boolean }

export function goal(words: string, figure: string, met: boolean): Goal {
  return { goal: words, figure, met }
}
