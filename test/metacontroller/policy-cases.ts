/** Objects for the policies, and words of the refusal. Without a refusal the object is allowed. */
export type PolicyCase = readonly [given: string, object: object, refusal: string]

/** Where the objects of the cases are. */
export type Place = { namespace: string; edge: string; gateway: string }

const gatewayAPI = 'gateway.networking.k8s.io/v1'
const some = (count: number, make: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => make(index))

/** GRPCRoutes to a Gateway of a pool. */
export function grpcRouteCases({ namespace, edge, gateway }: Place): PolicyCase[] {
  const parent = { namespace: edge, name: gateway, sectionName: 'shop.example.com' }
  const route = (spec: object) => ({
    apiVersion: gatewayAPI,
    kind: 'GRPCRoute',
    metadata: { name: 'grpc', namespace },
    spec: { parentRefs: [parent], ...spec }
  })
  const match = (value: object) => route({ rules: [{ matches: [value] }] })
  const backend = (value: object) =>
    route({ rules: [{ backendRefs: [{ name: 'shop', port: 80, ...value }] }] })
  const methods = (count: number) => some(count, i => ({ method: { service: `a.S${i}` } }))
  const headers = (count: number) => some(count, i => ({ name: `x-${i}`, value: 'a' }))
  const { sectionName: _, ...unnamed } = parent
  return [
    ['a plain route', backend({ weight: 999 }), ''],
    ['a service', match({ method: { service: 'shop.v1.Cart' } }), ''],
    ['a method', match({ method: { service: 'shop.v1.Cart', method: 'Add' } }), ''],
    ['three headers', match({ headers: headers(3) }), ''],
    ['20 matches', route({ rules: [{ matches: methods(20) }] }), ''],
    [
      '21 matches',
      route({ rules: [{ matches: methods(11) }, { matches: methods(10) }] }),
      'too many rules'
    ],
    ['no sectionName', route({ parentRefs: [unnamed], rules: [{}] }), 'needs a sectionName'],
    [
      'a regex on a method',
      match({ method: { type: 'RegularExpression', service: 'a.*' } }),
      'RegularExpression'
    ],
    [
      'a regex on a header',
      match({ headers: [{ type: 'RegularExpression', name: 'a', value: '(' }] }),
      'RegularExpression'
    ],
    ['a long service', match({ method: { service: 'a'.repeat(81) } }), 'a match of a method needs'],
    ['four header values', match({ headers: headers(4) }), 'at most 3 header values'],
    [
      'a list in a header',
      match({ headers: [{ name: 'x', value: 'a,b,c,d' }] }),
      'at most 3 header values'
    ],
    [
      'a filter',
      route({
        rules: [
          { filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['a'] } }] }
        ]
      }),
      'cannot have filters'
    ],
    ['a heavy backend', backend({ weight: 1000 }), 'at most 999'],
    ['a target group', backend({ kind: 'TargetGroupName', group: '' }), 'all of them Services'],
    [
      "another project's Gateway",
      route({ parentRefs: [{ name: 'other' }], rules: [{ matches: methods(30) }] }),
      ''
    ]
  ]
}

/** ListenerSets, and Gateways that would take them. */
export function listenerSetCases({ namespace, edge, gateway }: Place): PolicyCase[] {
  const listeners = [{ name: 'a', hostname: 'shop.example.com', port: 443, protocol: 'HTTPS' }]
  const set = (parentRef: object, where = namespace) => ({
    apiVersion: gatewayAPI,
    kind: 'ListenerSet',
    metadata: { name: 'set', namespace: where },
    spec: { parentRef, listeners }
  })
  const parent = { name: gateway, namespace: edge }
  return [
    ['a set on a Gateway of a pool', set(parent), 'take no ListenerSets'],
    ['with kind and group', set({ ...parent, kind: 'Gateway' }), 'take no ListenerSets'],
    ['in the gateway namespace', set({ name: gateway }, edge), 'take no ListenerSets'],
    ['on a Gateway of its own namespace', set({ name: 'own' }), '']
  ]
}

export function gatewayCases({ namespace, edge }: Place): PolicyCase[] {
  const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }]
  const gateway = (spec: object, where = edge) => ({
    apiVersion: gatewayAPI,
    kind: 'Gateway',
    metadata: { name: 'policy-1', namespace: where },
    spec: { gatewayClassName: 'alb', listeners, ...spec }
  })
  const taking = (from: string) => ({ allowedListeners: { namespaces: { from } } })
  return [
    ['a Gateway that takes sets of all', gateway(taking('All')), 'cannot have allowedListeners'],
    ['of its namespace', gateway(taking('Same')), 'cannot have allowedListeners'],
    ['of none', gateway(taking('None')), ''],
    ['a Gateway without the field', gateway({}), ''],
    ['a Gateway of somebody else', gateway(taking('All'), namespace), '']
  ]
}

/** TargetGroupConfigurations of a team. */
export function targetGroupCases({ namespace }: Place): PolicyCase[] {
  const whole = (spec: object) => ({
    apiVersion: 'gateway.k8s.aws/v1beta1',
    kind: 'TargetGroupConfiguration',
    metadata: { name: 'web', namespace },
    spec
  })
  const targetReference = { name: 'web' }
  const config = (defaultConfiguration: object) => whole({ targetReference, defaultConfiguration })
  const forRoutes = (kind: string, targetGroupProps: object) =>
    whole({
      targetReference,
      routeConfigurations: [{ routeIdentifier: { kind }, targetGroupProps }]
    })
  const check = (healthCheckConfig: object) => config({ healthCheckConfig })
  const attribute = (key: string, value: string) =>
    config({ targetGroupAttributes: [{ key, value }] })
  return [
    ['nothing but the target', whole({ targetReference }), ''],
    ['protocol HTTPS', config({ protocol: 'HTTPS', protocolVersion: 'HTTP2' }), ''],
    ['protocol TCP', config({ protocol: 'TCP' }), 'only be HTTP or HTTPS'],
    ['protocol UDP for HTTPRoutes', forRoutes('HTTPRoute', { protocol: 'UDP' }), 'HTTP or HTTPS'],
    ['protocol TLS for GRPCRoutes', forRoutes('GRPCRoute', { protocol: 'TLS' }), 'HTTP or HTTPS'],
    ['protocol TCP for TCPRoutes', forRoutes('TCPRoute', { protocol: 'TCP' }), ''],
    ['no target', whole({ defaultConfiguration: { protocol: 'TCP' } }), ''],
    ['a name', config({ targetGroupName: 'mine' }), 'targetGroupName is not allowed'],
    ['a name for TCPRoutes', forRoutes('TCPRoute', { targetGroupName: 'mine' }), ''],
    ['instance targets', config({ targetType: 'instance' }), ''],
    ['a control port', config({ targetControlPort: 3000 }), 'needs targetType: ip'],
    ['a control port of IPs', config({ targetControlPort: 3000, targetType: 'ip' }), ''],
    ['a health check', check({ healthCheckPath: '/health?full=1', healthCheckPort: '8081' }), ''],
    ['a health check over TCP', check({ healthCheckProtocol: 'TCP' }), 'only be HTTP or HTTPS'],
    ['a named port', check({ healthCheckPort: 'admin' }), 'only traffic-port or a number'],
    ['a path without /', check({ healthCheckPath: 'health' }), 'has to begin with /'],
    ['a path that is no URI', check({ healthCheckPath: '/a"b' }), 'has to begin with /'],
    ['a fragment', check({ healthCheckPath: '/a#b' }), 'has to begin with /'],
    ['half an escape', check({ healthCheckPath: '/50%' }), 'has to begin with /'],
    ['an escape', check({ healthCheckPath: '/a%20b?c=d&e' }), ''],
    ['codes', check({ matcher: { httpCode: '200-299,404' } }), ''],
    ['a code of 500', check({ matcher: { httpCode: '500' } }), 'httpCode can be 200 to 499'],
    ['a long timeout', check({ healthCheckTimeout: 20 }), 'less than the interval'],
    ['a long timeout and interval', check({ healthCheckTimeout: 20, healthCheckInterval: 30 }), ''],
    ['one success', check({ healthyThresholdCount: 1 }), 'thresholds 2 to 10'],
    ['a delay', attribute('deregistration_delay.timeout_seconds', '30'), ''],
    ['a long delay', attribute('deregistration_delay.timeout_seconds', '3601'), 'only these are'],
    ['an unknown attribute', attribute('proxy_protocol_v2.enabled', 'true'), 'only these are'],
    [
      'a slow start that does not fit',
      config({
        targetGroupAttributes: [
          { key: 'slow_start.duration_seconds', value: '60' },
          { key: 'load_balancing.algorithm.type', value: 'weighted_random' }
        ]
      }),
      'needs the load balancing algorithm round_robin'
    ],
    ['tags', config({ tags: { team: 'shop' } }), ''],
    ['tags of AWS', config({ tags: { 'aws:team': 'shop' } }), 'do not']
  ]
}
