import t from 'tap'
import { createLiveRegion } from '../../../../simulator/demo/board/live-region.ts'
import { createFakeTerminal } from './fake-terminal.ts'

for (const columns of [80, 120])
  t.test(`${columns} columns: what is printed stays, and the board is drawn below`, async t => {
    const terminal = createFakeTerminal(columns, 24)
    const region = createLiveRegion(terminal)
    region.print('first\n')
    region.draw(['board 1', 'row a'])
    region.draw(['board 2', 'row a', 'row b'])
    region.print('second\nthird\n')
    t.strictSame(await terminal.lines(), ['first', 'second', 'third', 'board 2', 'row a', 'row b'])
    region.draw(['board 3'])
    t.strictSame(await terminal.lines(), ['first', 'second', 'third', 'board 3'])
    region.end()
    region.print('end\n')
    t.strictSame(await terminal.lines(), ['first', 'second', 'third', 'end'])
  })

t.test('it is right at the lower end of the terminal too', async t => {
  const terminal = createFakeTerminal(80, 6)
  const region = createLiveRegion(terminal)
  const printed: string[] = []
  for (let index = 0; index < 20; index++) {
    region.draw([`board ${index}`, 'row a', 'row b'])
    region.print(`line ${index}\n`)
    printed.push(`line ${index}`)
  }
  t.strictSame(await terminal.lines(), [...printed, 'board 19', 'row a', 'row b'])
})

t.test(
  'a terminal that becomes narrower or wider: nothing of the former board is left',
  async t => {
    const terminal = createFakeTerminal(120, 24)
    const region = createLiveRegion(terminal)
    region.print('first\n')
    region.draw(['x'.repeat(110), 'y'.repeat(30), 'z'.repeat(100)])
    await terminal.resize(50, 24)
    region.draw(['narrow', 'row'])
    t.strictSame(await terminal.lines(), ['first', 'narrow', 'row'])
    await terminal.resize(120, 24)
    region.draw(['wide'])
    t.strictSame(await terminal.lines(), ['first', 'wide'])
  }
)

t.test('the same board is not written again, and the cursor comes back', async t => {
  const terminal = createFakeTerminal(80, 24)
  const region = createLiveRegion(terminal)
  region.draw(['board', 'row'])
  const { length } = await terminal.written()
  region.draw(['board', 'row'])
  t.equal((await terminal.written()).length, length)
  region.end()
  region.end()
  const [before, ...after] = (await terminal.written()).split('\x1b[?25h')
  t.ok(before?.startsWith('\x1b[?25l'), 'it is hidden first')
  t.strictSame(after, [''], 'and shown once, at the end')
})
