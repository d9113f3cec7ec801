import pc from 'picocolors'
import stringWidth from 'string-width'
import t from 'tap'
import { renderBoard } from '../../../../simulator/demo/board/render-board.ts'
import type { Row } from '../../../../simulator/demo/board/row.ts'
import { aRow } from './rows.ts'

const palette = pc.createColors(false)

function draw(rows: readonly Row[], width = 80, height = 24, now = 12_300): string[] {
  const state = { rows, now, title: 'Hostnames on their way', frame: 0 }
  return renderBoard(state, { width, height, palette })
}

t.test('80 columns: title, and a row with steps, clock and what it waits for', async t => {
  const rows = [
    aRow(),
    aRow({ hostname: 'blog.example.org', state: 'refused', steps: [], text: 'DomainNotAllowed' }),
    aRow({ state: 'ready', steps: ['done', 'done'], text: 'https://a.example.com', endedAt: 9000 })
  ]
  t.strictSame(draw(rows), [
    'Hostnames on their way: 1 of 3, 12 s, about 11 s left',
    '⠋ shop.apps.example.com  ■■▣□□□□    12 s  ACM: its turn to be requested',
    '✗ blog.example.org                  12 s  DomainNotAllowed',
    '✓ shop.apps.example.com  ■■          9 s  https://a.example.com'
  ])
})

for (const [width, height] of [
  [80, 24],
  [120, 40],
  [40, 10],
  [20, 6],
  [80, 2]
] as const)
  t.test(`${width} columns and ${height} lines are never exceeded`, async t => {
    const hostname = `${'long-label.'.repeat(5)}apps.example.com`
    const rows = Array.from({ length: 70 }, (_, index) =>
      aRow({ key: `${index}`, hostname, text: 'a text that is longer than there is room for it' })
    )
    for (const count of [0, 1, 5, 70]) {
      const lines = draw(rows.slice(0, count), width, height)
      t.ok(lines.length < height, `${count} rows take ${lines.length} lines`)
      for (const line of lines) t.ok(stringWidth(line) <= width, line)
    }
  })

t.test('wide characters and emoji take their columns', async t => {
  const lines = draw([aRow({ hostname: '例え.apps.example.com', text: '👩‍👩‍👧 テスト'.repeat(9) })])
  for (const line of lines) t.ok(stringWidth(line) <= 80, line)
  t.match(lines[1], /^⠋ 例え\.apps\.example\.com {2}■/)
})

t.test('too many rows: those under way come first, the others are counted', async t => {
  const ended = Array.from({ length: 30 }, (_, index) =>
    aRow({ key: `ready ${index}`, state: 'ready', text: 'done', endedAt: index })
  )
  const running = Array.from({ length: 10 }, (_, index) => aRow({ key: `running ${index}` }))
  const lines = draw([...ended, ...running])
  t.equal(lines.filter(line => line.includes('its turn')).length, 10)
  t.equal(lines.at(-1), '  … and 21 more: 21 ready')
})

t.test('colours only where they are wanted', async t => {
  const state = { rows: [aRow()], now: 0, title: 'a', frame: 0 }
  const coloured = renderBoard(state, { width: 80, height: 24, palette: pc.createColors(true) })
  t.match(coloured.join('\n'), '\x1b[')
  t.notMatch(draw([aRow()]).join('\n'), '\x1b[')
})
