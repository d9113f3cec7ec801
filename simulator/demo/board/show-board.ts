import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import { asRequest, claimKind, requestKind } from '../kinds.ts'
import type { Palette } from '../screen/screen.ts'
import type { DemoWorld } from '../world/world.ts'
import type { LiveRegion, Terminal } from './live-region.ts'
import { renderBoard } from './render-board.ts'
import type { Row, RowState } from './row.ts'
import { type BoardObjects, rowsOf } from './rows-of.ts'

/** The board while it is shown. */
export type Board = {
  /**
   * Begins a stage with this title. The board then has the hostnames that change from now on. An
   * empty title removes the board until the next stage begins.
   */
  begin: (title: string) => void
  /** Removes the board. What was printed stays. */
  end: () => Promise<void>
}

export type BoardOptions = {
  region: LiveRegion
  terminal: Pick<Terminal, 'columns' | 'rows'>
  palette: Palette
}

/** Time between two drawings: short enough for a spinner, and long enough for a slow terminal. */
const frameMs = 200

/** Shows the board until it is ended: every request, its steps, and what it waits for. */
export function showBoard(world: DemoWorld, { region, terminal, palette }: BoardOptions): Board {
  const { clock, cluster } = world
  const over = new AbortController()
  let rows: readonly Row[] = []
  /** The states of the rows that had ended before this stage, by key. */
  let endedBefore = new Map<string, RowState>()
  let title = ''
  let frame = 0

  function look(): void {
    rows = rowsOf(objectsOf(cluster.store), rows, clock.now())
  }

  function draw(): void {
    look()
    const { columns: width, rows: height } = terminal
    const changed = rows.filter(({ key, state }) => endedBefore.get(key) !== state)
    const state = { rows: changed, now: clock.now(), title, frame }
    region.draw(renderBoard(state, { width, height, palette }))
    frame++
  }

  async function run(): Promise<void> {
    while (!over.signal.aborted) {
      if (title !== '') draw()
      await clock.sleep(frameMs, over.signal).catch(() => undefined)
    }
  }

  const running = run()
  return {
    begin: next => {
      title = next
      if (title === '') return region.end()
      rows = []
      look()
      const ended = rows.filter(({ endedAt }) => endedAt !== undefined)
      endedBefore = new Map(ended.map(({ key, state }) => [key, state]))
      draw()
    },
    end: async () => {
      over.abort()
      await running
      region.end()
    }
  }
}

function objectsOf(store: DemoWorld['cluster']['store']): BoardObjects {
  return {
    requests: store.list(requestKind).map(asRequest),
    claims: store.list(claimKind) as unknown as readonly DomainClaim[]
  }
}
