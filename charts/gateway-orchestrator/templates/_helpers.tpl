{{- define "gateway-orchestrator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- /* The name of the objects of the release. Suffixes need room, so it has at most 50 characters. */ -}}
{{- define "gateway-orchestrator.fullname" -}}
{{- $name := include "gateway-orchestrator.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /*
The label by which Deployment, Service and NetworkPolicy find the pod of the hooks. It is that of
metacontroller/hooks.yaml, because the selector of a Deployment can never change.
*/ -}}
{{- define "gateway-orchestrator.selectorLabels" -}}
app.kubernetes.io/name: gateway-orchestrator
{{- end -}}

{{- /* The labels of all objects that do not change from version to version. */ -}}
{{- define "gateway-orchestrator.stableLabels" -}}
app.kubernetes.io/part-of: gateway-orchestrator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* The labels of all objects. */ -}}
{{- define "gateway-orchestrator.labels" -}}
{{ include "gateway-orchestrator.stableLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "gateway-orchestrator.serviceAccount" -}}
{{- $byDefault := ternary (include "gateway-orchestrator.fullname" .) "default" .Values.serviceAccount.create -}}
{{- default $byDefault .Values.serviceAccount.name -}}
{{- end -}}

{{- define "gateway-orchestrator.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.Chart.AppVersion .tag) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The host and port at which Metacontroller calls the hooks. */ -}}
{{- define "gateway-orchestrator.host" -}}
{{ include "gateway-orchestrator.fullname" . }}.{{ .Release.Namespace }}.svc:8080
{{- end -}}

{{- /*
The name of the Secret with the token. A CompositeController reads its Secret only when its spec
changes, and a pod mounts another Secret only when it is replaced. So another token always has
another Secret.
*/ -}}
{{- define "gateway-orchestrator.tokenSecret" -}}
{{- $own := printf "%s-token-%d" (include "gateway-orchestrator.fullname" .) (int64 .Values.hookToken.generation) -}}
{{- default $own .Values.hookToken.existingSecret -}}
{{- end -}}

{{- /* Stops with all problems of the values that the schema of the values cannot tell. */ -}}
{{- define "gateway-orchestrator.check" -}}
{{- $settings := include "gateway-orchestrator.settingProblems" . | trim -}}
{{- $account := include "gateway-orchestrator.accountProblem" . | trim -}}
{{- with compact (list $settings $account) -}}
{{- fail (printf "\n%s" (join "\n" .)) -}}
{{- end -}}
{{- end -}}

{{- /* Without a name, every pod of the namespace without an account of its own would get the right. */ -}}
{{- define "gateway-orchestrator.accountProblem" -}}
{{- with .Values.serviceAccount -}}
{{- if and $.Values.events.enabled (not .create) (not .name) }}
serviceAccount.name is required, because serviceAccount.create is false and the hooks need the right to write events. Set it with --set serviceAccount.name=NAME: the service account of the hooks. Or set events.enabled=false
{{- end }}
{{- end -}}
{{- end -}}
