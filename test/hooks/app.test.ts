import t from 'tap'
import { packageVersion } from '../../hooks/version.ts'
import { MissingGroup } from '../../hooks/wire/groups.ts'
import { controller, createWorld, parent, path, sync } from './app-world.ts'

t.test('a hook is given the body as it came, and its answer goes out as it is', async t => {
  const body = { ...sync, more: { '1': '1', n: 1.5, none: null } }
  const answer = {
    status: { a: null },
    children: [{ kind: 'X', anything: [1, '1'] }],
    resyncAfterSeconds: 1.5
  }
  const { calls, post } = createWorld(async () => ({ status: 200, body: answer }))
  const response = await post(body)
  t.equal(response.statusCode, 200)
  t.match(response.headers['content-type'], /^application\/json/)
  t.strictSame(response.json(), answer)
  t.strictSame(calls[0]?.body, body)
})

t.test('an answer other than 200 with its headers', async t => {
  const { post } = createWorld(async () => ({
    status: 429,
    headers: { 'retry-after': '5' },
    body: { error: 'busy', reason: 'later' }
  }))
  const response = await post(sync)
  t.equal(response.statusCode, 429)
  t.equal(response.headers['retry-after'], '5')
})

t.test(
  'what is no Metacontroller request: 400 with path and reason, and no hook is called',
  async t => {
    const { calls, post, lines } = createWorld()
    const { parent: _, ...orphan } = sync
    for (const [given, body, at] of [
      ['no parent', orphan, '/'],
      [
        'parent without uid',
        { ...sync, parent: { ...parent, metadata: { name: 'shop' } } },
        '/parent/metadata'
      ],
      [
        'an empty uid',
        { ...sync, parent: { ...parent, metadata: { name: 'a', uid: '' } } },
        '/parent/metadata/uid'
      ],
      ['children as a list', { ...sync, children: [] }, '/children'],
      [
        'a child that is none',
        { ...sync, children: { 'A.v1': { 'a/b': 7 } } },
        '/children/A.v1/a~1b'
      ],
      ['related null', { ...sync, related: null }, '/related'],
      ['finalizing as text', { ...sync, finalizing: 'false' }, '/finalizing'],
      [
        'a number for a name',
        { ...sync, parent: { ...parent, metadata: { name: 7, uid: 'u' } } },
        '/parent/metadata/name'
      ],
      ...(['namespace', 'uid', 'creationTimestamp', 'deletionTimestamp'] as const).map(
        field =>
          [
            `an object for the ${field} of a related object`,
            {
              ...sync,
              related: { 'A.v1': { b: { metadata: { name: 'b', [field]: { toString: null } } } } }
            },
            `/related/A.v1/b/metadata/${field}`
          ] as const
      ),
      [
        'a child without a name',
        { ...sync, children: { 'A.v1': { b: { metadata: { name: '' } } } } },
        '/children/A.v1/b/metadata/name'
      ],
      ['a list', [sync], '/'],
      ['text', '"sync"', '/'],
      ['null', 'null', '/'],
      ['not JSON', '{"controller":', '/'],
      ['nothing', '', '/']
    ] as const) {
      const response = await post(body)
      t.equal(response.statusCode, 400, given)
      t.equal(response.json().path, at, given)
      t.type(response.json().reason, 'string')
      t.ok(response.json().reason.length > 0)
    }
    const form = await post('a=b', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' }
    })
    t.equal(form.statusCode, 415)
    t.equal(calls.length, 0)
    t.strictSame(
      lines.filter(({ level }) => Number(level) >= 50),
      [],
      'the fault of the caller is no error of ours'
    )
  }
)

t.test('customize needs no children', async t => {
  const { post } = createWorld()
  const pool = { ...parent, kind: 'GatewayPool' }
  const url = '/gateway-pool/customize'
  t.equal((await post({ controller, parent: pool }, { url })).statusCode, 200)
  t.equal((await post({ controller }, { url: '/gateway-pool/customize' })).statusCode, 400)
})

t.test('unknown paths and methods', async t => {
  const { app, post } = createWorld()
  t.equal((await post(sync, { url: '/domain-claim/elsewhere' })).statusCode, 404)
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] as const) {
    const response = await app.inject({ method, url: path })
    t.equal(response.statusCode, 405, method)
    t.equal(response.headers.allow, 'POST', method)
  }
})

t.test('a fault of ours is 500, opaque, and logged with the same trace', async t => {
  const { post, lines } = createWorld(async () => {
    throw new Error('the secret is 42')
  })
  const id = '4bf92f3577b34da6a3ce929d0e0e4736'
  const response = await post(sync, { headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` } })
  t.equal(response.statusCode, 500)
  t.match(response.json(), { error: 'internal server error', traceID: id, reason: /log/ })
  t.notMatch(response.body, /secret/)
  const [line] = lines.filter(({ level }) => level === 50)
  t.match(line, { traceID: id, path, err: { message: 'the secret is 42', stack: /app\.test/ } })
})

t.test('an error of ours with a status is a fault of ours all the same', async t => {
  for (const more of [
    { statusCode: 404 },
    { statusCode: 400, validation: [{ instancePath: '/secret', message: 'x' }] }
  ]) {
    const { post } = createWorld(async () => {
      throw Object.assign(new Error('the secret is 42'), more)
    })
    const response = await post(sync)
    t.equal(response.statusCode, 500)
    t.equal(response.json().error, 'internal server error')
  }
})

t.test('dryRun comes through, and what may be meant as one is never taken for none', async t => {
  const { calls, post } = createWorld()
  for (const [query, expected] of [
    ['', false],
    ['?dryRun=false', false],
    ['?dryRun=true', true]
  ] as const) {
    t.equal((await post(sync, { url: path + query })).statusCode, 200)
    t.equal(calls.at(-1)?.call.dryRun, expected, query)
  }
  for (const query of [
    '?dryRun',
    '?dryRun=',
    '?dryRun=1',
    '?dryRun=True',
    '?dryRun=true&dryRun=true',
    '?dryrun=true'
  ]) {
    const response = await post(sync, { url: path + query })
    t.equal(response.statusCode, 400, query)
    t.type(response.json().reason, 'string')
    if (query === '?dryrun=true') t.match(response.json().reason, /additional properties: dryrun$/)
  }
  t.equal(calls.length, 3)
})

t.test('a parent of another kind or group is not for this hook: 400', async t => {
  const { calls, post } = createWorld()
  for (const [wrong, at] of [
    [{ kind: 'GatewayPool' }, '/parent/kind'],
    [{ apiVersion: 'example.com/v1' }, '/parent/apiVersion'],
    [{ apiVersion: 'gateway-orchestratorXio/v1' }, '/parent/apiVersion'],
    [{ kind: undefined }, '/parent']
  ] as const) {
    const response = await post({ ...sync, parent: { ...parent, ...wrong } })
    t.equal(response.statusCode, 400)
    t.equal(response.json().path, at)
  }
  t.match(
    (await post({ ...sync, parent: { ...parent, kind: 'Pod' } })).json().reason,
    /DomainClaim/
  )
  t.equal(calls.length, 0)
})

t.test('every error has the same shape', async t => {
  const world = createWorld(async () => ({
    status: 429,
    headers: { 'retry-after': '5' },
    body: { error: 'busy', reason: 'try again' }
  }))
  const { app, post } = world
  const isAuthorized = async () => false
  const locked = createWorld(undefined, { isAuthorized })
  const small = createWorld(undefined, { bodyLimitMiB: 1 })
  const broken = createWorld(async () => Promise.reject(new Error('x')))
  const lacking = createWorld(async () => Promise.reject(new MissingGroup('no group A.v1')))
  const answers = [
    [400, await post('[]')],
    [400, await post('{')],
    [400, await post(sync, { url: `${path}?dryrun=true` })],
    [400, await app.inject({ method: 'GET', url: '/%zz' })],
    [400, await lacking.post(sync)],
    [401, await locked.post(sync)],
    [404, await app.inject('/elsewhere')],
    [405, await app.inject(path)],
    [413, await small.post('x'.repeat(1024 * 1024 + 1))],
    [415, await post('a: b', { headers: { 'content-type': 'application/yaml' } })],
    [429, await post(sync)],
    [500, await broken.post(sync)]
  ] as const
  for (const [status, response] of answers) {
    t.equal(response.statusCode, status)
    t.match(response.headers['content-type'], /^application\/json/)
    const { error, reason, traceID, path: at, ...more } = response.json()
    t.strictSame(more, {}, `${status} has no other field`)
    for (const text of [error, reason, traceID]) t.match(text, /./, `${status}: ${response.body}`)
    t.ok(at === undefined || at.startsWith('/'))
  }
  const [, unsupported] = answers[9]
  t.match(unsupported.json().reason, /application\/yaml.*application\/json/)
})

t.test('an answer that is nested too deeply is the fault of the request', async t => {
  let deep: unknown = 1
  for (let i = 0; i < 20_000; i++) deep = [deep]
  const { post, lines } = createWorld(async () => ({ status: 200, body: { deep } }))
  const response = await post(sync)
  t.equal(response.statusCode, 400)
  t.match(response.json().reason, /nested/)
  t.strictSame(lines, [])
})

t.test('10 MB are no problem', async t => {
  const { calls, post } = createWorld()
  const filler = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [
      `ns/n${i}`,
      { metadata: { name: `n${i}`, filler: 'x'.repeat(100_000) } }
    ])
  )
  const body = JSON.stringify({ ...sync, related: { 'A.v1': filler } })
  t.ok(body.length > 10_000_000)
  t.equal((await post(body)).statusCode, 200)
  t.match(calls[0]?.body, { related: { 'A.v1': { 'ns/n99': { metadata: { name: 'n99' } } } } })
})

t.test('without the token: 401 before the body is looked at, and no work', async t => {
  const asked: (string | undefined)[] = []
  const { app, calls, post } = createWorld(undefined, {
    isAuthorized: async header => {
      asked.push(header)
      return header === 'Bearer secret'
    }
  })
  for (const body of [sync, 'not JSON', '']) {
    const response = await post(body)
    t.equal(response.statusCode, 401)
    t.equal(response.headers['www-authenticate'], 'Bearer')
  }
  t.equal((await post(sync, { headers: { authorization: 'Bearer other' } })).statusCode, 401)
  t.equal(calls.length, 0)
  t.equal((await post(sync, { headers: { authorization: 'Bearer secret' } })).statusCode, 200)
  t.equal(calls.length, 1)
  t.equal((await app.inject('/healthz')).statusCode, 200, 'health needs none')
  const version = packageVersion()
  t.strictSame((await app.inject('/readyz')).json(), { status: 'ok', version })
  t.equal(asked.length, 5)
})

t.test('a token that cannot be read lets nobody in, and is told in the log only', async t => {
  const { calls, post, lines } = createWorld(undefined, {
    isAuthorized: () => Promise.reject(new Error('ENOENT: /run/secrets/token'))
  })
  const response = await post(sync, { headers: { authorization: 'Bearer secret' } })
  t.equal(response.statusCode, 500)
  t.notMatch(response.body, /secrets/)
  t.equal(calls.length, 0)
  t.equal(lines.filter(({ level }) => level === 50).length, 1)
})

t.test('what a hook logs carries the trace of its request', async t => {
  const { post, lines } = createWorld(async (_, { log }) => {
    log.info({ hostname: 'shop.example.com' }, 'AWS changed')
    return { status: 200, body: {} }
  })
  const id = '4bf92f3577b34da6a3ce929d0e0e4736'
  await post(sync, { headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` } })
  await post(sync)
  t.equal(lines.length, 2)
  t.match(lines[0], { traceID: id, hostname: 'shop.example.com', msg: 'AWS changed' })
  t.match(lines[1]?.traceID, /^[\da-f]{32}$/)
})
