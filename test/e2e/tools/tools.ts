/**
 * A program that the tests use and that is built from Go modules. Each tool has a folder of its own
 * with go.mod and go.sum, because the tools need different versions of the same modules.
 */
export type Tool = {
  /** The folder below `test/e2e/tools` with the module that requires the tool. */
  module: string
  /** The Go package of the program. */
  package: string
  /** Values that the linker sets, such as a version, by the name of the variable. */
  values?: Readonly<Record<string, string>>
}

/**
 * Without these values the programs call themselves v0.0.0, and the charts' `kubeVersion` refuses
 * the API server. The version is the one in `kubernetes/go.mod`.
 */
const kubernetesVersion = {
  'k8s.io/component-base/version.gitVersion': 'v1.36.3',
  'k8s.io/component-base/version.gitMajor': '1',
  'k8s.io/component-base/version.gitMinor': '36'
}

export const tools = {
  etcd: { module: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    values: kubernetesVersion
  },
  'kube-controller-manager': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    values: kubernetesVersion
  },
  'helm-3': { module: 'helm-3', package: 'helm.sh/helm/v3/cmd/helm' },
  'helm-4': { module: 'helm-4', package: 'helm.sh/helm/v4/cmd/helm' },
  kubeconform: { module: 'kubeconform', package: 'github.com/yannh/kubeconform/cmd/kubeconform' },
  'helm-docs': { module: 'helm-docs', package: 'github.com/norwoodj/helm-docs/cmd/helm-docs' },
  crane: { module: 'crane', package: 'github.com/google/go-containerregistry/cmd/crane' },
  actionlint: { module: 'actionlint', package: 'github.com/rhysd/actionlint/cmd/actionlint' }
} as const satisfies Record<string, Tool>

export type ToolName = keyof typeof tools

/** Whether a word is the name of a tool. */
export function isToolName(word: string): word is ToolName {
  return Object.hasOwn(tools, word)
}
