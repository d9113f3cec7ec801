{{- /* Generated from hooks/config by `npm run generate`. Do not edit. */ -}}
{{- define "gateway-orchestrator.settings" -}}
- name: CLUSTER_ID
  value: {{ .Values.clusterID | quote }}
- name: AWS_REGION
  value: {{ .Values.region | quote }}
- name: BODY_LIMIT_MIB
  value: {{ .Values.bodyLimitMiB | int64 | quote }}
- name: LOG_LEVEL
  value: {{ .Values.logLevel | quote }}
- name: CERTIFICATE_REGIONS
  value: {{ join "," .Values.certificateRegions | quote }}
- name: CERTIFICATES_PER_YEAR
  value: {{ .Values.certificatesPerYear | int64 | quote }}
- name: SEND_WITHIN_SECONDS
  value: {{ .Values.sendWithinSeconds | int64 | quote }}
- name: CALL_TIMEOUT_SECONDS
  value: {{ .Values.callTimeoutSeconds | int64 | quote }}
{{- end -}}

{{- define "gateway-orchestrator.settingProblems" -}}
{{- if not .Values.clusterID }}
clusterID is required. The name of this cluster in ownership records and tags. Never change it, and never give two clusters the same name. Set it with --set clusterID=VALUE: 1 to 63 letters, digits, dots, dashes or underscores, the first a letter or digit
{{- end }}
{{- if not .Values.region }}
region is required. The AWS region of the process, and of pools without spec.region. Set it with --set region=VALUE: an AWS region, for example eu-central-1
{{- end }}
{{- if gt (add .Values.sendWithinSeconds .Values.callTimeoutSeconds) 25 }}
sendWithinSeconds and callTimeoutSeconds must not be more than 25 together
{{- end }}
{{- end -}}
