{{- /*
A pod that runs one command of the program with the rights of its service account.
Takes `root`, `name` (of the check), `args`, and `callsHooks`: whether it needs their token.
*/ -}}
{{- define "gateway-orchestrator.checkPod" -}}
{{- $hasToken := and .callsHooks .root.Values.hookToken.enabled -}}
{{- $fullname := include "gateway-orchestrator.fullname" .root -}}
serviceAccountName: {{ $fullname }}-{{ .name }}
restartPolicy: Never
{{- include "gateway-orchestrator.podDefaults" .root | trim | nindent 0 }}
containers:
  - name: {{ .name }}
    {{- include "gateway-orchestrator.containerDefaults" .root | nindent 4 }}
    args: {{ toJson .args }}
    env:
      - name: AWS_REGION
        value: {{ .root.Values.region | quote }}
    {{- if $hasToken }}
      {{- include "gateway-orchestrator.tokenEnv" .root | nindent 6 }}
    volumeMounts:
      {{- include "gateway-orchestrator.tokenMount" .root | nindent 6 }}
    {{- end }}
    resources:
      requests:
        cpu: 100m
        memory: 128Mi
      limits:
        memory: 512Mi
{{- if $hasToken }}
volumes:
  {{- include "gateway-orchestrator.tokenVolume" .root | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* The labels of the pod of a check. They must not be those by which the Service finds the hooks. */ -}}
{{- define "gateway-orchestrator.checkLabels" -}}
app.kubernetes.io/name: gateway-orchestrator-{{ .name }}
{{ include "gateway-orchestrator.stableLabels" .root }}
{{- end -}}

{{- /* The service account of a check with its role. Takes `root`, `name` and `rules`, as YAML. */ -}}
{{- define "gateway-orchestrator.checkAccount" -}}
{{- $name := printf "%s-%s" (include "gateway-orchestrator.fullname" .root) .name -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "gateway-orchestrator.labels" .root | nindent 4 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ $name }}
  labels:
    {{- include "gateway-orchestrator.labels" .root | nindent 4 }}
rules:
  {{- .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ $name }}
  labels:
    {{- include "gateway-orchestrator.labels" .root | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: {{ $name }}
subjects:
  - kind: ServiceAccount
    name: {{ $name }}
    namespace: {{ .root.Release.Namespace }}
{{- end -}}
