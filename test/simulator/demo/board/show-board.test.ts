import t from 'tap'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'
import { runInProcess } from '../in-process.ts'
import { createFakeTerminal } from './fake-terminal.ts'

/** The board of a demo with the examples after so many seconds of virtual time. */
async function boardsOf(columns: number, rows: number, seconds: readonly number[]) {
  const clock = createVirtualClock()
  const terminal = createFakeTerminal(columns, rows)
  const boards: Promise<string[]>[] = []
  for (const second of seconds)
    void clock.sleep(second * 1000).then(() => boards.push(terminal.lines()))
  const { status, stderr } = await runInProcess(['--fast'], { clock, terminal })
  return { status, stderr, boards: await Promise.all(boards), end: await terminal.lines() }
}

for (const [columns, rows] of [
  [80, 24],
  [120, 40]
] as const)
  t.test(`the examples on ${columns} columns and ${rows} lines`, async t => {
    const { status, stderr, boards, end } = await boardsOf(columns, rows, [5, 9])
    t.equal(status, 0, stderr)
    const [early = [], later = []] = boards.map(lines => {
      const title = lines.findLastIndex(line => line.startsWith('Hostnames on their way'))
      return lines.slice(title)
    })
    t.match(early[0], /^Hostnames on their way: 5 of 9, \d+ s/)
    t.ok(early.some(line => /shop\.apps\.example\.com +■■▣□□□□ +\d+ s {2}ACM: /.test(line)))
    t.ok(early.some(line => /✗ blog\.example\.org +\d+ s {2}DomainNotAllowed$/.test(line)))
    t.not(later[0], early[0], 'the clock runs')
    t.notOk(
      end.some(line => /■|Hostnames on their way/.test(line)),
      'nothing of the board is left'
    )
    t.ok(end.includes('What became of the requests'))
    t.ok(end.some(line => line.startsWith('All ended as expected, and nothing is left.')))
  })

t.test('--verbose: each change in a line, and no control sequence', async t => {
  const terminal = createFakeTerminal(80, 24)
  const { status, stdout } = await runInProcess(['--fast', '--verbose'], { terminal })
  t.equal(status, 0)
  t.equal(await terminal.written(), '')
  t.match(stdout, /✓ DNSAliasReady/)
  t.notOk(stdout.includes('\x1b'))
})

t.test('nothing is told twice: a step that waits for another says nothing of its own', async t => {
  const { stdout } = await runInProcess(['--fast'])
  t.notMatch(stdout, /CertificateAttached +CertificateNotIssued/)
  const lines = stdout.split('\n').filter(line => /^ +\d+\.\ds /.test(line))
  t.ok(lines.length > 30)
  const told = lines.map(line => line.replace(/^ +\d+\.\ds/, '').replace(/[·✓✗] \w+/, ''))
  const repeated = told.filter((line, index) => / \w+ {2}/.test(line) && told[index - 1] === line)
  t.strictSame(repeated, [])
})
