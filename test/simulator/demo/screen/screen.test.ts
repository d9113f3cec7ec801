import t from 'tap'
import { createScreen, wrap } from '../../../../simulator/demo/screen/screen.ts'

t.test('text wraps at words, and keeps its indentation', async t => {
  const text = `  ${'one two three four five '.repeat(6).trim()}`
  const lines = wrap(text, 40).split('\n')
  t.ok(lines.length > 3)
  for (const line of lines) {
    t.match(line, /^ {2}\S/)
    t.ok(line.length <= 40, line)
  }
  t.equal(lines.map(line => line.trim()).join(' '), text.trim(), 'no word is lost or cut')
  t.equal(wrap(text, undefined), text, 'only a terminal has a width')
})

t.test('words that are too long stay whole, and colours count nothing', async t => {
  const url = `https://${'a'.repeat(100)}.example.com`
  t.ok(wrap(`see ${url} there`, 60).split('\n').includes(url))
  const red = `\u001b[31m${'word '.repeat(11).trim()}\u001b[39m`
  t.equal(wrap(red, 60).split('\n').length, 1)
})

t.test('commands are never wrapped, and what was printed is counted', async t => {
  let out = ''
  const write = (text: string) => {
    out += text
  }
  const screen = createScreen(write, false, 40)
  const command = `curl ${'-H x '.repeat(20)}`.trim()
  screen.command(command)
  t.equal(out, `${command}\n`)
  screen.line('a')
  screen.heading('b')
  t.equal(screen.printed(), 3)
})
