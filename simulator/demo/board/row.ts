/** How far one step of a hostname is. */
export type StepState = 'done' | 'now' | 'open'

/** What became of a hostname so far. */
export type RowState = 'under way' | 'ready' | 'refused' | 'going' | 'gone'

/** One hostname on the board. */
export type Row = {
  /** What tells rows apart: the request, or the claim that has lost its request. */
  key: string
  hostname: string
  state: RowState
  /** The steps to Ready, in their order. Empty for a hostname that is refused or given up. */
  steps: readonly StepState[]
  /** What is awaited, from whom; for a row that has ended, how it ended. */
  text: string
  /** When the row began and ended, in milliseconds since the epoch. */
  beganAt: number
  endedAt?: number
}

/** Everything that the board shows at one time. */
export type BoardState = {
  rows: readonly Row[]
  /** Milliseconds since the epoch. */
  now: number
  /** What the demo waits for, such as a hand-over. */
  title: string
  /** How many times the board was drawn. The spinner moves by it. */
  frame: number
}
