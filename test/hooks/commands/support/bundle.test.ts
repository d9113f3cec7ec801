import t from 'tap'
import type { ReadObject } from '../../../../hooks/commands/cluster/cluster-reader.ts'
import { bundleOf } from '../../../../hooks/commands/support/bundle.ts'
import { redact, redactText } from '../../../../hooks/commands/support/redact.ts'

/** Secrets as they are found in clusters. None of them opens anything. */
const planted = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: `IQoJb3JpZ2luX2Vj${'Ab1/'.repeat(40)}==`,
  serviceAccountToken: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW06YW5vbiJ9.c2lnbmF0dXJlLXBhcnQ',
  bearer: 'a-token-of-the-hooks-0123',
  password: 'hunter2-of-the-database',
  header: 'plain-value-of-a-header',
  annotation: 'plain-value-of-an-annotation',
  variable: 'plain-value-of-a-variable',
  registryToken: 'ghp_0123456789abcdefghijABCDEFGHIJ',
  key: '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----'
}

const route: ReadObject = {
  kind: 'HTTPRoute',
  metadata: {
    name: 'web',
    namespace: 'shop',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': `{"password":"${planted.password}"}`,
      'example.com/login': planted.annotation,
      'gateway-orchestrator.io/allow-deletions': '3'
    },
    managedFields: [{ manager: planted.password }]
  },
  spec: {
    hostnames: ['web.apps.example.com'],
    rules: [
      {
        matches: [{ headers: [{ type: 'Exact', name: 'x-login', value: planted.header }] }],
        filters: [
          {
            requestHeaderModifier: {
              set: [{ name: 'authorization', value: `Bearer ${planted.bearer}` }]
            }
          }
        ]
      }
    ]
  }
}

const deployment: ReadObject = {
  kind: 'Deployment',
  metadata: { name: 'hooks' },
  spec: {
    containers: [
      {
        args: ['--password', `--api-key=${planted.password}`],
        env: [
          { name: 'CLUSTER_ID', value: 'prod-1' },
          { name: 'AWS_SECRET_ACCESS_KEY', value: planted.secretKey },
          { name: 'LOGIN', value: planted.variable },
          { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'hook-token', key: 'token' } } }
        ]
      }
    ]
  }
}

const claim: ReadObject = {
  kind: 'DomainClaim',
  metadata: { name: 'web.apps.example.com' },
  status: {
    certificate: {
      arn: 'arn:aws:acm:eu-central-1:123456789012:certificate/7f9e0d3c-5b7a-4f34-9a77-3f0d2f6a1b2c',
      validationRecord: { name: '_a.web.apps.example.com', type: 'CNAME', value: '_b.acm.aws' }
    },
    conditions: [{ type: 'Ready', message: `denied for ${planted.accessKey}` }]
  }
}

const log = [
  `{"msg":"call failed","err":"Security-Token=${planted.sessionToken}"}`,
  `{"msg":"x","authorization":"Bearer ${planted.serviceAccountToken}"}`,
  `{"msg":"https://user:${planted.password}@example.com/ failed"}`,
  `pull failed: ${planted.registryToken}`,
  planted.key.replaceAll('\n', '\\n')
].join('\n')

t.test('a bundle has no planted secret, and what is needed is in it', async t => {
  const ok = <T>(value: T) => ({ ok: true, value }) as const
  const bundle = bundleOf({
    takenAt: '2026-01-01T00:00:00Z',
    version: '0.1.0',
    target: 'kubectl, context prod-1',
    checks: [{ name: 'AWS', result: 'failed', message: `denied: ${planted.accessKey}` }],
    lists: {
      httproutes: ok([route]),
      deployments: ok([deployment]),
      domainclaims: ok([claim]),
      pods: { ok: false, kind: 'denied', why: `pods is forbidden: Bearer ${planted.bearer}` }
    },
    logs: { hooks: ok(log) }
  })
  const text = JSON.stringify(bundle)
  for (const [what, secret] of Object.entries(planted)) {
    t.notOk(text.includes(secret), `no ${what}`)
    t.notOk(text.includes(JSON.stringify(secret).slice(1, -1)), `no ${what}, written as JSON`)
  }
  t.notMatch(text, /MIIEvQIBADANBg|managedFields|last-applied/)
  t.match(bundle.unread, ['pods: pods is forbidden: Bearer (hidden)'])
  for (const kept of [
    'web.apps.example.com',
    'certificate/7f9e0d3c-5b7a-4f34-9a77-3f0d2f6a1b2c',
    '_b.acm.aws',
    '"CLUSTER_ID","value":"prod-1"',
    '"gateway-orchestrator.io/allow-deletions":"3"',
    '"secretKeyRef":{"name":"hook-token","key":"token"}',
    'call failed'
  ])
    t.ok(text.includes(kept), `${kept} is kept`)
})

t.test('hidden once is hidden, and what is no secret stays', async t => {
  for (const text of Object.values(planted)) t.equal(redactText(redactText(text)), redactText(text))
  const harmless = {
    uid: '0b9c1d7e-2f41-4d3c-8a56-77f2a7b1c0de',
    digest: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    name: '_452aa7bfccaed99a16927c0f9d155c19.web.apps.example.com',
    loadBalancer: 'k8s-edge-default1-752c8e5b3c-2296501621.eu-central-1.elb.amazonaws.com',
    reason: 'AWSNoCredentials',
    message: 'A token is needed: the hooks need a token, and the secret hook-token is missing'
  }
  t.strictSame(redact(harmless), harmless)
})

t.test(
  'values in the next item, in addresses, in headers and in plain fields are hidden',
  async t => {
    const secret = 'p4ssw'
    for (const value of [
      { httpGet: { httpHeaders: [{ name: 'X-Login', value: secret }] } },
      { args: ['--token', secret] },
      { command: ['curl', '-u', `admin:${secret}`] },
      { token: secret },
      { secret },
      { message: `redis://:${secret}@cache:6379` },
      { message: `https://user:a@${secret}@example.com/x` },
      { message: `https://example.com/x?sig=${secret}&b=1` },
      { message: `curl -u admin:${secret} https://example.com` },
      { message: `run --token ${secret}` }
    ])
      t.notMatch(JSON.stringify(redact(value)), secret, JSON.stringify(value))
  }
)
