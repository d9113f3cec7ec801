{{- /* What the pod of the hooks and the pods of the checks have in common. */ -}}
{{- define "gateway-orchestrator.podDefaults" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "gateway-orchestrator.containerDefaults" -}}
image: {{ include "gateway-orchestrator.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* How a container finds the token of the hooks. */ -}}
{{- define "gateway-orchestrator.tokenMount" -}}
- name: hook-token
  mountPath: /etc/gateway-orchestrator
  readOnly: true
{{- end -}}

{{- define "gateway-orchestrator.tokenVolume" -}}
- name: hook-token
  secret:
    secretName: {{ include "gateway-orchestrator.tokenSecret" . }}
{{- end -}}

{{- define "gateway-orchestrator.tokenEnv" -}}
- name: HOOK_TOKEN_FILE
  value: /etc/gateway-orchestrator/token
{{- end -}}

{{- /*
How the hooks write events. Their token is not where Kubernetes mounts one by default, so that no
other program in the pod takes it for its own.
*/ -}}
{{- define "gateway-orchestrator.eventsEnv" -}}
- name: EVENTS
  value: "true"
- name: EVENTS_TOKEN_FOLDER
  value: /var/run/secrets/gateway-orchestrator.io/events
{{- end -}}

{{- define "gateway-orchestrator.eventsMount" -}}
- name: events-token
  mountPath: /var/run/secrets/gateway-orchestrator.io/events
  readOnly: true
{{- end -}}

{{- define "gateway-orchestrator.eventsVolume" -}}
- name: events-token
  projected:
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: 3600
      - configMap:
          name: kube-root-ca.crt
          items:
            - key: ca.crt
              path: ca.crt
{{- end -}}
