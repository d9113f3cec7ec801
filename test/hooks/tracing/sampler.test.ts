import t from 'tap'
import { samplerFrom } from '../../../hooks/tracing/sampler.ts'
import { asksForTraces } from '../../../hooks/tracing/start-tracing.ts'

t.test('the samplers of the specification', async t => {
  const parent = /^ParentBased\{root=(AlwaysOn|AlwaysOff|TraceIdRatioBased\{0\.25\})/
  for (const [name, argument, expected, warnings] of [
    [undefined, undefined, /^ParentBased\{root=AlwaysOn/, 0],
    ['', undefined, /^ParentBased\{root=AlwaysOn/, 0],
    ['always_on', undefined, /^AlwaysOn/, 0],
    ['always_off', undefined, /^AlwaysOff/, 0],
    ['traceidratio', '0.25', /^TraceIdRatioBased\{0\.25\}/, 0],
    ['traceidratio', undefined, /^TraceIdRatioBased\{1\}/, 0],
    ['parentbased_always_on', undefined, parent, 0],
    ['parentbased_always_off', undefined, parent, 0],
    ['parentbased_traceidratio', '0.25', parent, 0],
    ['traceidratio', '7', /^TraceIdRatioBased\{1\}/, 1],
    ['traceidratio', 'x', /^TraceIdRatioBased\{1\}/, 1],
    ['xray', undefined, /^ParentBased\{root=AlwaysOn/, 1]
  ] as const) {
    const problems: string[] = []
    const env = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: argument }
    const sampler = samplerFrom(env, problem => void problems.push(problem))
    t.match(sampler.toString(), expected, `${name} ${argument}`)
    t.equal(problems.length, warnings, problems.join())
  }
})

t.test('what asks for traces', async t => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
  for (const [env, expected] of [
    [{}, false],
    [{ OTEL_SERVICE_NAME: 'x' }, false],
    [endpoint, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    [{ OTEL_TRACES_EXPORTER: ' console, otlp ' }, true],
    [{ OTEL_TRACES_EXPORTER: 'console' }, false],
    [{ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, false],
    [{ ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }, false],
    [{ ...endpoint, OTEL_SDK_DISABLED: 'false' }, true]
  ] as const)
    t.equal(asksForTraces(env), expected, JSON.stringify(env))
})
