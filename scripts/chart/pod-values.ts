import { count, flag, group, object, objects, text, texts } from './value.ts'

/** The values for the Deployment of the hooks and its pod. */
export const podValues = {
  resources: object('The resources of the container.', {
    requests: { cpu: '100m', memory: '256Mi' },
    limits: { memory: '1Gi' }
  }),
  podSecurityContext: object('The security context of the pod.', {
    runAsNonRoot: true,
    runAsUser: 65532,
    runAsGroup: 65532,
    seccompProfile: { type: 'RuntimeDefault' }
  }),
  securityContext: object('The security context of the container.', {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] }
  }),
  readinessProbe: object('The readiness probe.', {
    httpGet: { path: '/readyz', port: 'http' },
    periodSeconds: 5
  }),
  livenessProbe: object('The liveness probe.', {
    httpGet: { path: '/healthz', port: 'http' },
    periodSeconds: 20,
    timeoutSeconds: 5
  }),
  terminationGracePeriodSeconds: count(
    'How many seconds the hooks have to finish the requests in flight.',
    30,
    30
  ),
  podDisruptionBudget: group(
    'The PodDisruptionBudget. There is one pod only, because one process has to stay within the ' +
      'AWS quotas of the account. While it moves to another node, hostnames keep working.',
    {
      enabled: flag('Whether there is a PodDisruptionBudget.', false),
      maxUnavailable: count(
        'How many pods may be evicted at once. 0 would stop every drain of the node.',
        1,
        0
      )
    }
  ),
  topologySpreadConstraints: objects(
    'Topology spread constraints. With one pod they matter only while an upgrade replaces it.'
  ),
  affinity: object('The affinity of the pod.'),
  nodeSelector: texts('Labels of the nodes on which the pod may run.'),
  tolerations: objects('Taints that the pod tolerates.'),
  priorityClassName: text('The PriorityClass of the pod.'),
  extraEnv: objects('More variables of the environment, for example for a proxy.'),
  extraVolumes: objects('More volumes of the pod.'),
  extraVolumeMounts: objects('More volume mounts of the container.'),
  deploymentAnnotations: texts('Annotations of the Deployment.'),
  podAnnotations: texts('Annotations of the pod.'),
  podLabels: texts('More labels of the pod.')
}
