# One stage compiles, another installs what the service needs at run time. The image takes only the
# results of both. BASE can be any image with Node 24 or newer.
ARG BASE=node:24-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
# Compiling needs no install scripts of packages, so none of them runs.
RUN npm ci --ignore-scripts
COPY hooks ./hooks
RUN npm run build

FROM ${BASE} AS dependencies
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM ${BASE}
LABEL org.opencontainers.image.title="gateway-orchestrator" \
      org.opencontainers.image.description="Metacontroller hooks for public hostnames on AWS EKS" \
      org.opencontainers.image.licenses="Apache-2.0"
# The AWS SDK looks for its files in the home directory. A user without an entry in /etc/passwd has
# no home directory unless HOME is set.
ENV NODE_ENV=production HOME=/app
WORKDIR /app
COPY --from=dependencies /build/package.json ./
COPY --from=dependencies /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
# Kubernetes can check runAsNonRoot only if the user is a number.
USER 65532:65532
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1, without npm or a shell in between, so that SIGTERM reaches it.
ENTRYPOINT ["node", "dist/hooks/cli.js"]
CMD ["serve"]
