import { readFileSync } from 'node:fs'
import t from 'tap'
import { readStages, settingsOf } from '../../../scripts/image/dockerfile.ts'

t.test('stages with their names and instructions, comments left out and lines joined', async t => {
  const stages = readStages(
    'ARG BASE=a\n\nFROM a AS build\nRUN a && \\\n  b\n# RUN c\nCOPY x ./\nFROM b\nUSER 1\n'
  )
  t.strictSame(stages, [
    {
      name: 'build',
      instructions: [
        { word: 'RUN', rest: 'a && b' },
        { word: 'COPY', rest: 'x ./' }
      ]
    },
    { name: '', instructions: [{ word: 'USER', rest: '1' }] }
  ])
})

t.test("our Dockerfile's settings", async t => {
  const last = readStages(readFileSync(new URL('../../../Dockerfile', import.meta.url), 'utf8')).at(
    -1
  )
  if (last === undefined) throw new Error('no stage')
  const { user, workdir, env, command, healthcheck } = settingsOf(last)
  t.equal(user, '65532:65532')
  t.equal(workdir, '/app')
  t.strictSame(env, { NODE_ENV: 'production', HOME: '/app' })
  t.strictSame(command, ['node', 'dist/hooks/cli.js', 'serve'])
  t.strictSame(healthcheck.slice(0, 2), ['node', '-e'])
})
