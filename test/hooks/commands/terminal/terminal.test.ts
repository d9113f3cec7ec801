import t from 'tap'
import { secondsBetween, shortDuration } from '../../../../hooks/commands/terminal/durations.ts'
import { forPrograms } from '../../../../hooks/commands/terminal/formats.ts'
import { plainScreen, screenOf, wrapped } from '../../../../hooks/commands/terminal/screen.ts'
import { tableOf } from '../../../../hooks/commands/terminal/table.ts'

t.test('durations have their two largest units', async t => {
  for (const [seconds, text] of [
    [-3, '0s'],
    [0, '0s'],
    [59.6, '1m'],
    [192, '3m12s'],
    [3600, '1h'],
    [7500, '2h5m'],
    [3605, '1h'],
    [360_000, '4d4h']
  ] as const)
    t.equal(shortDuration(seconds), text)
  t.equal(secondsBetween('2026-01-01T00:00:00Z', '2026-01-01T00:01:30Z'), 90)
  t.equal(secondsBetween(undefined, '2026-01-01T00:01:30Z'), undefined)
})

t.test('colours only on a terminal that wants them', async t => {
  const terminal = { write: () => undefined, isTTY: true, columns: 200 }
  t.equal(screenOf(terminal, {}).palette.red('x'), '\x1B[31mx\x1B[39m')
  t.equal(screenOf(terminal, { NO_COLOR: '1' }).palette.red('x'), 'x')
  t.equal(screenOf(terminal, { TERM: 'dumb' }).palette.red('x'), 'x')
  t.equal(screenOf({ write: () => undefined }, {}).palette.red('x'), 'x')
  t.equal(screenOf(terminal, {}).width, 80)
  t.equal(screenOf({ ...terminal, columns: 60 }, {}).width, 60)
})

t.test('text wraps at words, and tables have no lines', async t => {
  t.strictSame(wrapped(plainScreen(40), 'one two three four five six seven eight', '      '), [
    '      one two three four five six seven',
    '      eight'
  ])
  t.equal(
    tableOf(
      ['A', 'LONG'],
      [
        ['first', 'x'],
        ['b', 'y']
      ]
    ),
    'A       LONG\nfirst   x\nb       y\n'
  )
})

t.test('results for programs', async t => {
  t.equal(forPrograms('json', { a: 1 }), '{\n  "a": 1\n}\n')
  t.equal(forPrograms('yaml', { a: 'x: y' }), 'a: "x: y"\n')
  t.equal(forPrograms('yaml', { a: 'one\ntwo\n' }), 'a: |\n  one\n  two\n')
  t.equal(forPrograms('wide', {}), undefined)
  t.equal(forPrograms(undefined, {}), undefined)
})
