import { rmSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { tokenFrom } from '../../hooks/token.ts'

t.test('only the token of the file passes', async t => {
  const file = `${t.testdir({ token: 'secret\n' })}/token`
  const isAuthorized = tokenFrom(file)
  for (const [header, expected] of [
    ['Bearer secret', true],
    ['Bearer secret ', false],
    ['Bearer secre', false],
    ['Bearer Secret', false],
    ['Bearer ', false],
    ['Bearer', false],
    ['Basic secret', false],
    ['secret', false],
    ['', false],
    [undefined, false]
  ] as const)
    t.equal(await isAuthorized(header), expected, String(header))
})

t.test('a rotated token is taken up at once', async t => {
  const file = `${t.testdir({ token: 'old' })}/token`
  const isAuthorized = tokenFrom(file)
  t.ok(await isAuthorized('Bearer old'))
  writeFileSync(file, 'new\n')
  t.notOk(await isAuthorized('Bearer old'))
  t.ok(await isAuthorized('Bearer new'))
})

t.test('without a token nobody passes', async t => {
  const file = `${t.testdir({ token: '' })}/token`
  const isAuthorized = tokenFrom(file)
  for (const header of ['Bearer ', 'Bearer', '', undefined]) t.notOk(await isAuthorized(header))
  rmSync(file)
  await t.rejects(isAuthorized('Bearer '), { code: 'ENOENT' })
})
